// The measurements of `npm run programs`.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildNative, nativeProgram } from '../lib/package.mjs';
import { must, ProgramFailed } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { printTable } from '../lib/table.mjs';
import { wasmtime } from '../lib/wasmtime.mjs';

const connections = 64;
const command = join(root, 'examples', 'rust-words', 'rust-words.wasm');

/**
 * What is wanted, in ms, bytes per second and bytes.
 */
const wanted = { warm: 150, cold: 600, body: 77e6, growth: 32e6 };

const client = join(root, '.cache', 'programs-client');
const process_ = join(root, '.cache', 'programs-process');

/** A program that serves. @typedef {{ name: string, command: string[], env: Record<string, string> }} Contestant */
/** What the client prints. @typedef {{ rate: number, median: number, p99: number, errors: number }} Taken */

/**
 * @param {{ requests: number, rounds: number, body: number, starts: number, service: string, peer: boolean }} how body: MiB; peer: beside
 *   wasmtime
 * @returns {Promise<string[]>} what is not as it should be
 */
export async function measure({ requests, rounds, body, starts, service, peer }) {
  await buildNative();
  await must('go', ['build', '-o', client, './internal/tools/programs']);
  await must('go', ['build', '-o', process_, './internal/tools/bench/process']);
  const runtime = peer ? await wasmtime() : undefined;
  const cache = mkdtempSync(join(tmpdir(), 'jco-go-programs-'));
  try {
    const wrong = await measureStarts(starts, cache, runtime);
    const all = contestants(service, cache, runtime);
    return [...wrong, ...(await measureServices(all, requests, rounds, body))];
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** @param {string} service @param {string} cache @param {string} [runtime] @returns {Contestant[]} */
function contestants(service, cache, runtime) {
  const serve = ['serve', '--quiet', '--addr', '127.0.0.1:0', service];
  const env = { JCO_GO_CACHE: cache, JCO_RUN_PATH: node26, JCO_GO_RUNTIME: join(root, 'web', 'runtime') };
  const all = [
    { name: 'jco-go', command: [nativeProgram, ...serve], env },
    { name: 'jco-go, Node', command: [nativeProgram, serve[0], '--engine', 'node', ...serve.slice(1)], env },
  ];
  const async = ['-W', 'component-model-async=y', '-S', 'p3', '--addr', '127.0.0.1:0'];
  if (runtime)
    all.push({ name: 'wasmtime', command: [runtime, 'serve', ...async, service], env: /** @type {any} */ ({}) });
  return all;
}

/** @param {number[]} list */
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

/** @param {number} starts @param {string} cache @param {string} [runtime] @returns {Promise<string[]>} */
async function measureStarts(starts, cache, runtime) {
  const guest = [command, '/nothing'];
  const kinds = [
    { name: 'jco-go, cached', command: [nativeProgram, 'run', '--argv0', 'w', ...guest], most: wanted.warm },
    { name: 'jco-go, nothing cached', command: [nativeProgram, 'run', ...guest], cold: true, most: wanted.cold },
    { name: 'jco-go, Node', command: [nativeProgram, 'run', '--engine', 'node', ...guest] },
    ...(runtime
      ? [{ name: 'wasmtime', command: [runtime, 'run', '-W', 'component-model-async=y', '-S', 'p3', ...guest] }]
      : []),
  ].map((kind) => ({ ...kind, samples: /** @type {number[]} */ ([]) }));
  for (let i = -1; i < starts; i++) {
    for (const kind of kinds) {
      const own = kind.cold ? mkdtempSync(join(tmpdir(), 'jco-go-cold-')) : cache;
      const env = { JCO_GO_CACHE: own, JCO_RUN_PATH: node26, JCO_GO_RUNTIME: join(root, 'web', 'runtime') };
      // The guest finds no file, which it may not have either, and ends with 1.
      const out = await must(
        'sh',
        ['-c', '"$@"; exit 0', 'sh', process_, 'sh', '-c', '"$@" 2>/dev/null; exit 0', 'sh', ...kind.command],
        env,
      );
      if (i >= 0) kind.samples.push(JSON.parse(out).wall);
      if (kind.cold) rmSync(own, { recursive: true, force: true });
    }
  }
  const ms = (/** @type {number} */ n) => `${n.toFixed(0)} ms`;
  printTable(
    ['start of a command', 'median', 'least', 'most'],
    kinds.map(({ name, samples }) => [name, ms(median(samples)), ms(Math.min(...samples)), ms(Math.max(...samples))]),
  );
  return kinds.flatMap(({ name, samples, most = Infinity }) =>
    median(samples) <= most ? [] : [`the start of ${name}: ${ms(median(samples))}, more than ${ms(most)}`],
  );
}

/**
 * @param {Contestant[]} all
 * @param {number} requests
 * @param {number} rounds
 * @param {number} body MiB
 * @returns {Promise<string[]>}
 */
async function measureServices(all, requests, rounds, body) {
  /** @type {string[]} */
  const wrong = [];
  const running = await Promise.all(all.map(start));
  try {
    for (const s of running) await ask(s, Math.ceil(requests / 10)); // what is compiled late is compiled now
    for (let i = 0; i < rounds; i++) {
      for (const s of running) {
        s.taken.push(await ask(s, requests));
        if (i === 0) s.first = memory(s.pid);
      }
    }
    const rateOf = (/** @type {Running} */ s) => median(s.taken.map(({ rate }) => rate));
    const rows = [];
    for (const s of running) {
      const middle = s.taken.find(({ rate }) => rate === rateOf(s));
      const errors = s.taken.reduce((sum, { errors }) => sum + errors, 0);
      const after = memory(s.pid);
      const before = memory(s.pid);
      const { rate } = JSON.parse(await must(client, ['body', `${s.url}upper`, String(body * 2 ** 20)]));
      const grown = memory(s.pid) - before;
      rows.push([
        s.name,
        `${rateOf(s).toFixed(0)}/s`,
        `${middle?.median.toFixed(1)} ms`,
        `${middle?.p99.toFixed(1)} ms`,
        String(errors),
        `${mb(s.first)} → ${mb(after)}`,
        `${(rate / 1e6).toFixed(0)} MB/s`,
        `+${mb(grown)}`,
      ]);
      if (!s.name.startsWith('jco-go')) continue;
      if (errors) wrong.push(`${s.name}: ${errors} requests failed`);
      if (after - s.first > wanted.growth) wrong.push(`${s.name}: ${mb(after - s.first)} more after all requests`);
      if (grown > wanted.growth) wrong.push(`${s.name}: ${mb(grown)} more after the large body`);
      if (s.name !== 'jco-go') continue;
      if (rate < wanted.body) wrong.push(`${s.name}: the large body went at ${(rate / 1e6).toFixed(0)} MB/s`);
      const peer = running.find(({ name }) => name === 'wasmtime');
      if (peer && rateOf(s) < rateOf(peer))
        wrong.push(`${s.name}: ${(rateOf(s) / rateOf(peer)).toFixed(2)} of the rate of wasmtime`);
    }
    printTable([`${requests} requests`, 'rate', 'median', 'p99', 'errors', 'memory', `${body} MiB`, 'memory'], rows);
  } finally {
    for (const s of running) s.end();
  }
  return wrong;
}

/** @param {number} bytes */
const mb = (bytes) => (Number.isNaN(bytes) ? '–' : `${(bytes / 1e6).toFixed(0)} MB`);

/** A server. @typedef {{ name: string, url: string, pid: number, taken: Taken[], first: number, end: () => void }} Running */

/** @param {Running} s @param {number} n @returns {Promise<Taken>} */
const ask = async (s, n) => JSON.parse(await must(client, ['requests', s.url, String(n), String(connections)]));

/**
 * @param {Contestant} contestant
 * @returns {Promise<Running>}
 */
async function start({ name, command: [program, ...args], env }) {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  let said = '';
  const url = await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const found = /http:\/\/[0-9.]+:\d+\//.exec(said);
      if (found) resolve(found[0]);
    });
    child.on('error', reject);
    child.on('close', () => reject(new ProgramFailed(`${name} does not serve:\n${said}`)));
  });
  return { name, url, pid: serverOf(child.pid ?? 0), taken: [], first: Number.NaN, end };
}

/** The process that serves: with Node, the child of the one that was started. @param {number} pid */
function serverOf(pid) {
  const tasks = `/proc/${pid}/task`;
  const threads = existsSync(tasks) ? readdirSync(tasks) : [];
  const children = threads.flatMap((id) =>
    readFileSync(join(tasks, id, 'children'), 'utf8')
      .trim()
      .split(' '),
  );
  return Number(children.find((child) => child !== '')) || pid;
}

/** The resident memory of a process in bytes, NaN where the system does not tell. @param {number} pid */
function memory(pid) {
  const path = `/proc/${pid}/status`;
  const found = existsSync(path) && /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'));
  return found ? Number(found[1]) * 1024 : Number.NaN;
}
