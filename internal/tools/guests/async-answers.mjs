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
  await failures();
  return `add, echo, call-host against three hosts, ${times} calls at once, failures of the host's`;
}

/** What a host's function does wrong ends its instance, and no other. */
async function failures() {
  const { fetch } = hosts['at once'];
  const good = await instantiate({ 'test:guest/host@0.1.0': hosts.waiting });
  const boom = new Error('boom');
  /** @type {[string, (...args: any[]) => any, any][]} */
  const bad = [
    ['a promise that rejects', () => Promise.reject(boom), boom],
    ['one that rejects with no error', () => Promise.reject(7), 7],
    [
      'a throw',
      () => {
        throw boom;
      },
      boom,
    ],
    ['an answer that does not fit', () => Promise.resolve('three'), /must be u32, not string "three"/],
    ['the same at once', () => 'three', /must be u32, not string "three"/],
    [
      'a thenable that throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: it is a thenable
        then() {
          throw boom;
        },
      }),
      boom,
    ],
  ];
  for (const [what, sleepAdd, error] of bad) {
    const guest = await instantiate({ 'test:guest/host@0.1.0': { sleepAdd, fetch } });
    const other = good.callHost(3);
    const failed = guest.callHost(3);
    const outcome = await failed.then(
      () => 'nothing',
      (/** @type {any} */ e) => e,
    );
    if (error instanceof RegExp) assert.match(String(outcome), error, what);
    else assert.equal(outcome, error, what);
    await assert.rejects(() => guest.callHost(0), /cannot enter component instance/, what);
    assert.throws(() => guest.add(1, 2), /cannot enter component instance/, what);
    assert.equal(await other, '3:<tail>', what);
    guest[Symbol.dispose]();
  }

  // A thenable may answer as often as it likes; a function of the host's may call the instance, which is refused.
  /** @type {any} */
  let inside;
  /** @type {any[]} */
  const signals = [];
  const odd = {
    fetch,
    /** @param {number} a @param {number} b @param {{ signal: AbortSignal }} options */
    sleepAdd(a, b, options) {
      signals.push(options.signal);
      inside = guest.callHost(1).then(
        () => 'entered',
        (/** @type {any} */ e) => e.message,
      );
      return {
        // biome-ignore lint/suspicious/noThenProperty: it is a thenable
        then: (/** @type {(n: number) => void} */ answer) => {
          answer(a + b);
          answer(99);
        },
      };
    },
  };
  const guest = await instantiate({ 'test:guest/host@0.1.0': odd });
  assert.equal(await guest.callHost(3), '3:<tail>');
  assert.match(await inside, /cannot enter component instance/);
  assert.ok(signals.length === 3 && signals.every((s) => s instanceof AbortSignal && !s.aborted));

  // A signal that is aborted already: nothing begins. An argument that does not fit: the instance goes on.
  await assert.rejects(() => good.callHost(1, { signal: AbortSignal.abort(boom) }), boom);
  await assert.rejects(() => good.callHost('one'), /n must be u32, not string "one"/);
  assert.equal(await good.callHost(2), '1:<tail>');
  const waiting = good.callHost(3);
  good[Symbol.dispose]();
  await assert.rejects(() => waiting, /disposed of/);
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
