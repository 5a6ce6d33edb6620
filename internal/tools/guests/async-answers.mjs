// node async-answers.mjs DIR KIND: calls the transpiled async guest in DIR, holds its answers to what is wanted, and prints
// a line about it. KIND is calls, drive or cases.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dir, kind] = process.argv.slice(2);
const times = 1000;

/**
 * @param {number} ms
 * @param {any} value
 */
const wait = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));

/** @param {any} imports */
async function instantiate(imports) {
  const { instantiate } = await import(pathToFileURL(join(dir, 'guest.js')).href);
  return instantiate(
    async (/** @type {string} */ file) => WebAssembly.compile(await readFile(join(dir, file))),
    imports,
  );
}

/** Functions of the host's that answer at once, that wait, and that do either. */
const hosts = {
  'at once': {
    sleepAdd: (/** @type {number} */ a, /** @type {number} */ b) => a + b,
    fetch: (/** @type {string} */ key) => `<${key}>`,
  },
  waiting: {
    sleepAdd: (/** @type {number} */ a, /** @type {number} */ b) => wait(b % 3, a + b),
    fetch: (/** @type {string} */ key) => wait(1, `<${key}>`),
  },
  'one or the other': {
    sleepAdd: (/** @type {number} */ a, /** @type {number} */ b) => (b % 2 ? a + b : Promise.resolve(a + b)),
    fetch: async (/** @type {string} */ key) => `<${key}>`,
  },
};

async function calls() {
  for (const [name, host] of Object.entries(hosts)) {
    const guest = await instantiate({ 'test:guest/host@0.1.0': host });
    assert.equal(guest.add(2, 40), 42);
    assert.equal(guest.echo('hé€ 🦀'), 'hé€ 🦀');
    assert.equal(await guest.callHost(5), '10:<tail>', name);
    const many = await Promise.all(Array.from({ length: times }, (_, i) => guest.callHost(i % 4)));
    many.forEach((answer, i) => void assert.equal(answer, `${[0, 0, 1, 3][i % 4]}:<tail>`, name));
    guest[Symbol.dispose]();
    await assert.rejects(() => guest.callHost(1), /disposed of/);
  }
  return `add, echo, call-host against three hosts, ${times} calls at once`;
}

async function drive() {
  const guest = await instantiate({});
  const want =
    'add=42 echo="hé€" call-host="10:<tail>" pipe=500/true later="<k1>" wait-for="from-caller" join="3:<tail>","6:<tail>","<k3>" ';
  for (let i = 0; i < times; i++) assert.equal(await guest.drive(), want, `time ${i}`);
  for (let i = 0; i < times; i++) assert.equal(await guest.driveCancel(), 'pending=true, then add=3', `time ${i}`);
  return `drive and drive-cancel ${times} times`;
}

async function cases() {
  const guest = await import(pathToFileURL(join(dir, 'guest.js')).href);
  const { cases: list } = await import(pathToFileURL(join(dir, 'cases.mjs')).href);
  for (const { name, run, want } of list) assert.deepEqual(await run(guest), want, name);
  return `${list.length} cases`;
}

const kinds = { calls, drive, cases };
console.log(await kinds[/** @type {keyof typeof kinds} */ (kind)]());
