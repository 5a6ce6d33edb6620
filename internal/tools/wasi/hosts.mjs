// The hosts of the command line: jco-go run and serve, on both engines.

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jcoGo } from '../lib/examples.mjs';
import { must } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { olderNode } from './lines.mjs';
import { askOverNetwork } from './requests.mjs';
import { onlyRead, pattern, timeZone } from './runs.mjs';

/** @import { Ended, Run } from './runs.mjs' */

/**
 * A place where programs run.
 * @typedef {object} Host
 * @property {string} name of the host: native, node, browser, or olderNode
 * @property {string} title for people
 * @property {(run: Run) => Promise<Ended>} run
 * @property {(program: string) => Promise<Service>} serve
 * @property {() => Promise<void>} close
 */

/**
 * A service that is running.
 * @typedef {object} Service
 * @property {import('./requests.mjs').Ask} ask sends it a request
 * @property {string} authority what the service is told that requests are for
 * @property {() => Promise<string>} stop ends it and gives what it wrote to standard output
 */

const here = import.meta.dirname;
const programs = join(root, 'testdata', 'wasi');
export const glue = join(root, '.cache', 'wasi');

/** How long a run may take, in milliseconds. */
export const patience = 120_000;

/** @param {string} program */
export const componentOf = (program) => join(programs, program, `${program}.wasm`);

/**
 * Transpiles a program once.
 * @param {string} program
 * @returns {Promise<string>} the folder
 */
export async function transpiled(program) {
  const out = join(glue, program);
  if (!transpiledNow.has(program)) {
    const options = ['-o', out, '-q', '--name', 'program', '-I', 'async'];
    transpiledNow.set(program, must(jcoGo, ['transpile', componentOf(program), ...options]));
  }
  await transpiledNow.get(program);
  writeFileSync(join(out, 'package.json'), '{"type": "module"}\n');
  return out;
}

/** @type {Map<string, Promise<string>>} */
const transpiledNow = new Map();

/** @param {Run} run @returns {[string, string][]} the directories of a run, by the names that it has for them; the second is read only */
function makeTree(run, base = mkdtempSync(join(tmpdir(), 'jco-go-wasi-'))) {
  const [work, only] = [join(base, 'work'), join(base, 'only read')];
  for (const dir of [work, only]) mkdirSync(dir);
  for (const [name, is] of Object.entries(onlyRead)) {
    const path = join(only, name);
    if (is === null) mkdirSync(path);
    else if (typeof is === 'string') writeFileSync(path, is);
    else symlinkSync(is.link, path);
  }
  return run.tree
    ? [
        ['/work', work],
        ['/only read', only],
      ]
    : [];
}

/**
 * Runs jco-go with standard files as a run wants them.
 * @param {string[]} given
 * @param {Run} run
 * @param {Record<string, string>} env
 * @returns {Promise<Ended>}
 */
async function spawned(given, run, env) {
  const [command, args] = run.terminal ? inTerminal(jcoGo, given) : [jcoGo, given];
  /** @type {number[]} */
  const opened = [];
  /** @param {string} path @param {string} flags */
  const open = (path, flags) => {
    const fd = openSync(path, flags);
    opened.push(fd);
    return fd;
  };
  const goes = (/** @type {'full' | 'closed' | undefined} */ to) => (to === 'full' ? open('/dev/full', 'w') : 'pipe');
  const stdin = run.input === 'fails' ? open('/dev/null', 'w') : run.input ? 'pipe' : 'ignore';
  const stdio = /** @type {any} */ ([stdin, goes(run.output), goes(run.errors)]);
  const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env, TZ: timeZone } });
  for (const fd of opened) closeSync(fd);
  const ended = { stdout: '', stderr: '', code: -1 };
  for (const [name, to] of /** @type {const} */ ([
    ['stdout', run.output],
    ['stderr', run.errors],
  ])) {
    const stream = child[name];
    if (to === 'closed') stream?.destroy();
    else
      stream?.setEncoding('utf8').on('data', (text) => {
        ended[name] += text;
      });
  }
  child.stdin?.on('error', () => {});
  child.stdin?.end(pattern);
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal) ended.stderr += `\n(${signal})`;
      ended.code = code ?? 128;
      ended.stdout = ended.stdout.replaceAll('\r\n', '\n'); // as terminals have it
      resolve(ended);
    });
  });
}

/** @param {string} command @param {string[]} args @returns {[string, string[]]} the same with a terminal, by script(1) */
function inTerminal(command, args) {
  const quoted = [command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return process.platform === 'linux'
    ? ['script', ['-qec', quoted, '/dev/null']]
    : ['script', ['-q', '/dev/null', command, ...args]];
}

/**
 * The command line on one of its engines.
 * @param {string} name
 * @param {string} title
 * @param {string[]} engine options
 * @param {Record<string, string>} env
 * @returns {Host}
 */
function commandLine(name, title, engine, env) {
  return {
    name,
    title,
    run: (run) =>
      withTree(run, (dirs) => {
        const options = ['run', ...engine, '--argv0', run.program];
        for (const [key, value] of run.env ?? []) options.push('--env', `${key}=${value}`);
        for (const [name, at] of dirs) options.push('--dir', `${at}::${name}${name === '/only read' ? '::ro' : ''}`);
        for (const rule of run.net?.connect ?? []) options.push('--allow-net', rule);
        for (const rule of run.net?.listen ?? []) options.push('--allow-listen', rule);
        return spawned([...options, componentOf(run.program), ...(run.args ?? [])], run, env);
      }),
    serve: (program) => served(['serve', ...engine, '--addr', '127.0.0.1:0', componentOf(program)], env),
    close: async () => {},
  };
}

export const native = () => commandLine('native', 'natively', [], {});

/**
 * @param {boolean} jspi false takes JSPI away
 * @param {string} [path] of another Node
 */
export function node(jspi, path) {
  const without = pathToFileURL(join(here, '..', 'guests', 'without-jspi.mjs')).href;
  const title = path ? `in Node ${ask(path, 'process.versions.node')}` : 'in Node';
  const older = !!path && ask(path, "'BoundSocket' in require('node:net')") === 'false';
  return commandLine(older ? olderNode : 'node', jspi ? title : `${title} without JSPI`, ['--engine', 'node'], {
    JCO_RUN_PATH: path ?? node26,
    ...(!jspi && { JCO_RUN_ARGS: `--import ${without}` }),
  });
}

/** @param {string} node @param {string} expression */
const ask = (node, expression) => execFileSync(node, ['-p', expression], { encoding: 'utf8' }).trim();

/** @param {Run} run @param {(dirs: [string, string][]) => Promise<Ended>} work */
async function withTree(run, work) {
  const base = mkdtempSync(join(tmpdir(), 'jco-go-wasi-'));
  try {
    return await work(makeTree(run, base));
  } finally {
    if (existsSync(base)) rmSync(base, { recursive: true, force: true });
  }
}

/**
 * Starts jco-go to serve. Standard error says where: "… http://HOST:PORT/".
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<Service>}
 */
async function served(args, env) {
  const child = spawn(jcoGo, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const authority = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => reject(new Error(`jco-go ${args.join(' ')} served nothing:\n${stderr}`)));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      const match = /https?:\/\/(\S+?)\/?\s/.exec(stderr);
      if (match) resolve(match[1]);
    });
  });
  return {
    authority,
    ask: askOverNetwork(authority),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
      return stdout;
    },
  };
}
