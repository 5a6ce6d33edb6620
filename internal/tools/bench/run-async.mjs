// One workload of async functions in a process of its own: run-async.mjs JSON prints its figures as JSON. It wants node
// --expose-gc. The time that counts is that of the processor: others may be at work on the machine.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asyncWorkloads } from './async-workloads.mjs';
import { measureAwaited } from './processor.mjs';

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
  const effort = { rounds, ms };
  const figure = await measureAwaited((n) => loop(api, n), workload.least ?? 100, effort);
  const over = workload.base && (await measureAwaited(workload.base, 100, effort)).cpu;
  process.stdout.write(JSON.stringify({ ...figure, over }));
}
