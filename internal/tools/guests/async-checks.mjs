// What the async guests have to answer, in Node and in pages: nothing here is Node's.

import { equal, rejects, throws } from './checking.mjs';

/**
 * A transpiled guest.
 * @typedef {object} Guest
 * @property {(file: string) => Promise<any>} load imports a module of its folder
 * @property {(file: string) => Promise<WebAssembly.Module>} compile compiles a core module of its folder
 * @property {any} [wasi] the imports of WASI 0.2
 */

const times = 1000;

/**
 * @param {number} ms
 * @param {any} value
 */
const wait = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));

/**
 * @param {Guest} guest
 * @param {any} host
 */
async function instantiate({ load, compile, wasi }, host) {
  const { instantiate } = await load('guest.js');
  return instantiate(compile, host ? { ...wasi, 'test:guest/host@0.1.0': host } : wasi);
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

/** @param {Guest} made */
async function calls(made) {
  for (const [name, host] of Object.entries(hosts)) {
    const guest = await instantiate(made, host);
    equal(guest.add(2, 40), 42);
    equal(guest.echo('hé€ 🦀'), 'hé€ 🦀');
    equal(await guest.callHost(5), '10:<tail>', name);
    const many = await Promise.all(Array.from({ length: times }, (_, i) => guest.callHost(i % 4)));
    equal(
      many,
      many.map((_, i) => `${[0, 0, 1, 3][i % 4]}:<tail>`),
      name,
    );
    const upper = await guest.pipe(new Blob(['a stream, '.repeat(20_000)]).stream());
    equal((await new Response(upper).text()) === 'A STREAM, '.repeat(20_000), true, 'pipe');
    equal([await guest.later('k'), await guest.waitFor(Promise.resolve('v'))], ['<k>', 'v'], name);
    guest[Symbol.dispose]();
    await rejects(() => guest.callHost(1), /disposed of/);
  }
  await failures(made);
  return `all exports against three hosts, ${times} calls at once, failures of the host's`;
}

/**
 * What a host's function does wrong ends its instance, and no other.
 * @param {Guest} made
 */
async function failures(made) {
  const { fetch } = hosts['at once'];
  const good = await instantiate(made, hosts.waiting);
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
    const guest = await instantiate(made, { sleepAdd, fetch });
    const other = good.callHost(3);
    const failed = guest.callHost(3);
    const outcome = await failed.then(
      () => 'nothing',
      (/** @type {any} */ e) => e,
    );
    equal(error instanceof RegExp ? error.test(String(outcome)) : outcome === error, true, `${what}: ${outcome}`);
    await rejects(() => guest.callHost(0), /cannot enter component instance/, what);
    throws(() => guest.add(1, 2), /cannot enter component instance/, what);
    equal(await other, '3:<tail>', what);
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
      inside = guest.callHost(1);
      inside.catch(() => {});
      return {
        // biome-ignore lint/suspicious/noThenProperty: it is a thenable
        then: (/** @type {(n: number) => void} */ answer) => {
          answer(a + b);
          answer(99);
        },
      };
    },
  };
  const guest = await instantiate(made, odd);
  equal(await guest.callHost(3), '3:<tail>');
  await rejects(() => inside, /cannot enter component instance/);
  equal(
    signals.map((s) => s instanceof AbortSignal && !s.aborted),
    [true, true, true],
  );

  // A signal that is aborted already: nothing begins. An argument that does not fit: the instance goes on.
  await rejects(() => good.callHost(1, { signal: AbortSignal.abort(boom) }), /^Error: boom$/);
  await rejects(() => good.callHost('one'), /n must be u32, not string "one"/);
  equal(await good.callHost(2), '1:<tail>');
  const waiting = good.callHost(3);
  good[Symbol.dispose]();
  await rejects(() => waiting, /disposed of/);
}

/** @param {Guest} made */
async function drive(made) {
  const guest = await instantiate(made, undefined);
  const want =
    'add=42 echo="hé€" call-host="10:<tail>" pipe=500/true later="<k1>" wait-for="from-caller" join="3:<tail>","6:<tail>","<k3>" ';
  for (let i = 0; i < times; i++) equal(await guest.drive(), want, `time ${i}`);
  for (let i = 0; i < times; i++) equal(await guest.driveCancel(), 'pending=true, then add=3', `time ${i}`);
  return `drive and drive-cancel ${times} times`;
}

/** @param {Guest} made */
async function cases({ load }) {
  const guest = await load('guest.js');
  const { cases: list } = await load('cases.mjs');
  for (const { name, run, want } of list) equal(await run(guest), want, name);
  return `${list.length} cases`;
}

/** Records with variants, flags, options and results in a stream. @param {Guest} made */
async function items({ load, compile }) {
  const { instantiate } = await load('guest.js');
  const { counters } = await instantiate(compile, { 'test:res/host@0.1.0': { sleep() {} } });
  const item = (/** @type {number} */ i) => ({
    name: `item ${i}`,
    shape: i % 2 ? { tag: 'circle', val: 1.5 } : { tag: 'poly', val: [[1, 2]] },
    mode: { fast: true, loud: i % 3 === 0 },
    tag: i % 5 ? 'x' : undefined,
    when: i % 7 ? { tag: 'ok', val: 7n } : { tag: 'err', val: 'never' },
  });
  const list = Array.from({ length: times }, (_, i) => item(i));
  const stream = new ReadableStream({
    start(controller) {
      for (const one of list) controller.enqueue(one);
      controller.close();
    },
  });
  for (const source of [list, stream, list.values()]) equal(await counters.all(source), times);
  return `${times} records in a stream: an array, a ReadableStream, an iterator`;
}

/** What each kind of guest is asked: gives what was done; throws if an answer is wrong. */
export const kinds = { calls, drive, cases, items };
