// The bundlers and runtimes: where they are, and running them as a person would.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Peers } from '../../internal/tools/lib/peers.mjs';
import { root } from '../../internal/tools/lib/setup.mjs';

export const peers = new Peers(
  'playwright-tests/bundlers',
  'bundlers/peers',
  'esbuild, Rollup, Vite, webpack, Deno and Bun (npm install, about 280 MB)',
);

/** $PATH with Node 26 and the peers in front; Deno's and Bun's programs lie in packages for platforms. */
function path() {
  const modules = join(peers.folder, 'node_modules');
  const programs = ['@deno', '@oven'].flatMap((scope) =>
    foldersOf(join(modules, scope)).flatMap((dir) => [dir, join(dir, 'bin')]),
  );
  const own = join(root, 'node_modules', '.bin');
  return [own, ...programs, join(modules, '.bin'), process.env.PATH].join(delimiter);
}

/** @param {string} dir */
function foldersOf(dir) {
  try {
    return readdirSync(dir).map((name) => join(dir, name));
  } catch {
    return []; // then the shell says that there is no such program
  }
}

/**
 * Starts the lines of a recipe, one after the other, as a group of processes.
 * @param {string} lines as a shell takes them; `npx` is left out, for it might fetch
 * @param {string} cwd
 * @param {string} [first] a folder of programs that come first
 */
function start(lines, cwd, first) {
  const script = `set -e\n${lines.replaceAll(/^npx /gm, '')}`;
  const PATH = first ? `${first}${delimiter}${path()}` : path();
  const child = spawn('sh', ['-c', script], {
    cwd,
    detached: true,
    env: { ...process.env, PATH, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'pipe'], // esbuild's server ends with its stdin
  });
  return child;
}

/**
 * Runs a recipe to its end.
 * @param {string} lines
 * @param {string} cwd
 * @param {string} [first] a folder of programs that come first
 * @returns {Promise<{ stdout: string, output: string }>}
 */
export function runRecipe(lines, cwd, first) {
  const child = start(lines, cwd, first);
  child.stdin.end();
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
  });
  const timer = setTimeout(() => end(child), 120_000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve({ stdout, output: stripVTControlCharacters(output) });
      else reject(new Error(`${lines.trim()}\nfailed (${code ?? signal}):\n${output.trim()}`));
    });
  });
}

/**
 * Starts a development server.
 * @param {string} lines
 * @param {string} cwd
 * @returns {Promise<{ origin: string, output: () => string, close: () => void }>}
 */
export function startServer(lines, cwd) {
  const child = start(lines, cwd);
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => {
      end(child);
      reject(new Error(`${lines.trim()}\n${why}:\n${output.trim()}`));
    };
    const timer = setTimeout(fail, 60_000, 'has not printed its address in a minute');
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        const origin = /Local: +(http:\/\/[\w.]+:\d+)/.exec(output)?.[1];
        if (!origin) return;
        clearTimeout(timer);
        resolve({ origin, output: () => stripVTControlCharacters(output), close: () => end(child) });
      });
    }
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended (${code})`);
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child ends it and what it started */
function end(child) {
  try {
    if (child.pid) process.kill(-child.pid);
  } catch {
    // it has ended
  }
}
