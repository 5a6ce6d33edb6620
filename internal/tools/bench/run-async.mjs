// One workload of async functions in a process of its own: run-async.mjs JSON prints its figures as JSON. It wants node
// --expose-gc. The time that counts is that of the processor: others may be at work on the machine.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asyncWorkloads } from './async-workloads.mjs';

const { id, folder, component, rounds, ms, quick } = JSON.parse(process.argv[2]);
const workload = /** @type {import('./types.js').AsyncWorkload} */ (asyncWorkloads.find((w) => w.id === id));
const { instantiate } = await import(pathToFileURL(join(folder, `${component}.js`)).href);

/** @type {WeakRef<WebAssembly.Memory>[]} of guests */
let memories = [];

/** @type {Map<string, WebAssembly.Module>} */
const modules = new Map();

/** @param {string} file @returns {WebAssembly.Module} */
function compiled(file) {
  const module = modules.get(file) ?? new WebAssembly.Module(readFileSync(join(folder, file)));
  modules.set(file, module);
  return module;
}

/** @param {object} [host] */
const start = (host = workload.host) =>
  instantiate(
    compiled,
    { 'test:guest/host': host, host: { default: workload.answer ?? (async (/** @type {number} */ x) => x + 1) } },
    async (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) => {
      const instance = await WebAssembly.instantiate(module, imports);
      for (const item of Object.values(instance.exports))
        if (item instanceof WebAssembly.Memory) memories.push(new WeakRef(item));
      return instance;
    },
  );

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

/** Times a loop: nanoseconds per call. @param {(n: number) => Promise<unknown>} loop @param {number} n */
async function sample(loop, n) {
  globalThis.gc?.({ type: 'minor' });
  const [from, fromCpu] = [performance.now(), cpu()];
  await loop(n);
  return { wall: ((performance.now() - from) * 1e6) / n, cpu: (cpu() - fromCpu) / n };
}

/** @param {(n: number) => Promise<unknown>} loop @param {number} least */
async function measure(loop, least) {
  // Until the optimizing compilers have done their work: until six samples in a row were no faster, at most eighty.
  let n = least;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0, idle = 0; i < 80 && idle < 6; i++) {
    const { cpu } = await sample(loop, n);
    idle = cpu < best * 0.97 ? 0 : idle + 1;
    best = Math.min(best, cpu);
    n = Math.max(1, Math.round((ms * 1e6) / cpu / least)) * least;
  }
  /** @type {{ wall: number, cpu: number }[]} */
  const samples = [];
  for (let i = 0; i < rounds; i++) samples.push(await sample(loop, n));
  /** @param {'wall' | 'cpu'} key */
  const median = (key) => samples.map((s) => s[key]).sort((a, b) => a - b)[Math.floor(samples.length / 2)];
  return { wall: median('wall'), cpu: median('cpu') };
}

/** All that is used of memory now. */
async function bytes() {
  await new Promise((resolve) => setTimeout(resolve)); // what weak references were asked for is kept until then
  globalThis.gc?.();
  memories = memories.filter((memory) => memory.deref());
  const guests = memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);
  globalThis.gc?.();
  const core = /** @type {any} */ (globalThis)[Symbol.for('jco-go:runtime:ABI-1')].core;
  return process.memoryUsage().heapUsed + guests + core.memory.buffer.byteLength;
}

/** How often something is put off to later, in so many milliseconds. @param {number} time */
async function wakeUps(time) {
  const realm = /** @type {any} */ (globalThis);
  let n = 0;
  const names = ['queueMicrotask', 'setTimeout', 'setInterval', 'setImmediate'];
  const kept = names.map((name) => realm[name]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  names.forEach((name, i) => {
    realm[name] = (/** @type {any[]} */ ...args) => {
      n++;
      return kept[i](...args);
    };
  });
  await new Promise((resolve) => kept[1](resolve, time));
  names.forEach((name, i) => {
    realm[name] = kept[i];
  });
  return n;
}

if (workload.once) {
  process.stdout.write(JSON.stringify({ value: await workload.once(start, { bytes, wakeUps, quick }) }));
} else {
  const api = await start();
  const loop = workload.loop ?? (async () => {});
  const figure = await measure((n) => loop(api, n), workload.least ?? 100);
  const over = workload.base && (await measure(workload.base, 100)).cpu;
  process.stdout.write(JSON.stringify({ ...figure, over }));
}
