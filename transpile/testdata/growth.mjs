// Counts what calls leave behind, on the heap of JavaScript and in the memories of the guest. JCO_GO_CALLS=1000000 asks for
// as many calls of each kind; by default there are so many that 16 bytes a call are seen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const calls = Number(process.env.JCO_GO_CALLS ?? 20_000);
const allowed = 300_000; // bytes: what the engine itself keeps, compiled code for one

/**
 * Instantiates a component, and gives the bytes of all its memories with it.
 * @param {string} dir
 * @param {any} imports
 */
export async function load(dir, imports) {
  const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
  /** @type {Set<WebAssembly.Memory>} */
  const memories = new Set();
  const instance = instantiate(
    (/** @type {string} */ name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`)),
    imports,
    (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ given) => {
      const core = new WebAssembly.Instance(module, given);
      for (const item of Object.values(core.exports)) if (item instanceof WebAssembly.Memory) memories.add(item);
      return core;
    },
  );
  return { instance, memory: () => [...memories].reduce((sum, m) => sum + m.buffer.byteLength, 0) };
}

/** The bytes in use, after all that can go is gone. */
async function heap() {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 6; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5)); // finalizers
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

/**
 * @param {() => number} memory
 * @param {Record<string, (i: number) => any>} kinds
 */
export async function growth(memory, kinds) {
  for (const [name, call] of Object.entries(kinds)) {
    const run = async (/** @type {number} */ n) => {
      for (let i = 0; i < n; i++) {
        call(i);
        // What is forgotten can be collected between jobs only.
        if (i % 10_000 === 9_999 && name.endsWith('forgotten')) await heap();
      }
    };
    await run(Math.min(calls, 20_000));
    const before = [await heap(), memory()];
    await run(calls);
    const after = [await heap(), memory()];
    assert.equal(after[1], before[1], `${name}: a memory grew`);
    assert.ok(after[0] - before[0] < allowed, `${name}: ${calls} calls left ${after[0] - before[0]} bytes behind`);
  }
}
