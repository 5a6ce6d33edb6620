// What is measured of async functions: components of testdata/bench/async.wat, and the Rust guest whose calls wait for
// their host.

/** @typedef {import('./types.js').AsyncWorkload} AsyncWorkload */

const dispose = Symbol.dispose ?? Symbol.for('dispose');

const one = async () => 1;

/** @param {number} n */
const bareAwait = async (n) => {
  for (let i = 0; i < n; i++) await one();
};

/** @param {unknown} got @param {unknown} want */
const same = (got, want) => {
  if (got !== want) throw new Error(`the loop ended with ${got}, not ${want}`);
};

/** Many calls at once. @param {(i: number) => Promise<any>} call @param {number} n @param {number} width */
const inFlight = async (call, n, width) => {
  for (let done = 0; done < n; done += width) {
    const promises = [];
    for (let i = 0; i < width; i++) promises.push(call(done + i));
    await Promise.all(promises);
  }
};

const quick = {
  sleepAdd: (/** @type {number} */ a, /** @type {number} */ b) => a + b,
  fetch: (/** @type {string} */ key) => key,
};
const waits = {
  sleepAdd: async (/** @type {number} */ a, /** @type {number} */ b) => a + b,
  fetch: async (/** @type {string} */ key) => key,
};

/** A function of the host's that answers the first of those who wait as soon as there are so many. @param {number} width */
function inTurn(width) {
  /** @type {(() => void)[]} */
  const waiting = [];
  return {
    answer: (/** @type {number} */ x) =>
      new Promise((resolve) => {
        waiting.push(() => resolve(x + 1));
        if (waiting.length >= width) waiting.shift()?.();
      }),
    /** Answers all of them. */
    end() {
      for (const answer of waiting.splice(0)) answer();
    },
  };
}

const turns = inTurn(64);

/** @type {AsyncWorkload[]} */
export const asyncWorkloads = [
  {
    id: 'now',
    title: 'async export that completes at once, over a bare await',
    component: 'async',
    unit: 'ns',
    goal: 1000,
    base: bareAwait,
    loop: async ({ now }, n) => {
      let last = 0;
      for (let i = 0; i < n; i++) last = await now(i);
      same(last, n);
    },
  },
  {
    id: 'now-1000',
    title: 'the same, 1,000 in flight, over a bare await',
    component: 'async',
    unit: 'ns',
    goal: 1000,
    base: bareAwait,
    least: 1000,
    loop: ({ now }, n) => inFlight(now, n, 1000),
  },
  {
    id: 'await-import',
    title: 'Rust awaits a function of the host that waits',
    component: 'rust',
    host: waits,
    unit: 'ns',
    goal: 2000,
    least: 100,
    loop: async ({ callHost }, n) => {
      for (let i = 0; i < n; i += 100) same(await callHost(100), '4950:tail');
    },
  },
  {
    id: 'import-at-once',
    title: 'Rust awaits a function of the host that answers at once',
    component: 'rust',
    host: quick,
    unit: 'ns',
    goal: 150,
    least: 100,
    loop: async ({ callHost }, n) => {
      for (let i = 0; i < n; i += 100) same(await callHost(100), '4950:tail');
    },
  },
  {
    id: 'call-host-1000',
    title: 'call-host(3) of Rust, 1,000 in flight',
    component: 'rust',
    host: waits,
    unit: 'ns',
    goal: 8000,
    least: 1000,
    loop: ({ callHost }, n) => inFlight(() => callHost(3), n, 1000),
  },
  {
    id: 'sync-wait',
    title: 'wait of a synchronous lower, on a suspended stack',
    component: 'async',
    unit: 'ns',
    goal: 2000,
    loop: async ({ wait }, n) => same(await wait(n), n),
  },
  {
    id: 'stack-64',
    title: 'call with a stack of its own that waits, 64 of them at any time',
    component: 'async',
    unit: 'ns',
    goal: 10_000,
    least: 64,
    answer: turns.answer,
    async loop({ each }, n) {
      let [left, running] = [n, 0];
      const work = async () => {
        running++;
        while (left > 0) {
          left--;
          same(await each(1), 2);
        }
        running--;
        turns.end();
      };
      await Promise.all(Array.from({ length: 64 }, work));
      same(running, 0);
    },
  },
  {
    id: 'guest-guest',
    title: 'guest calls an async function of a guest that completes at once',
    component: 'async',
    unit: 'ns',
    goal: 1000,
    loop: async ({ call }, n) => same(await call(n), n),
  },
  {
    id: 'context',
    title: 'context.get',
    component: 'async',
    unit: 'ns',
    goal: 30,
    loop: async ({ context }, n) => same(context(n), n),
  },
  {
    id: 'poll',
    title: 'waitable-set.poll of an empty set',
    component: 'async',
    unit: 'ns',
    goal: 30,
    loop: async ({ poll }, n) => same(poll(n), n),
  },
];

/**
 * The rows that are no time: one measurement each.
 * @type {AsyncWorkload[]}
 */
asyncWorkloads.push(
  {
    id: 'memory',
    title: 'memory of a task that waits, with 100,000 of them',
    component: 'rust',
    host: waits,
    unit: 'bytes',
    goal: 2000,
    async once(start, { bytes }) {
      /** @type {((v: number) => void)[]} */
      const settle = [];
      const { callHost } = await start({ ...quick, sleepAdd: () => new Promise((resolve) => settle.push(resolve)) });
      const many = async (/** @type {number} */ n) => {
        const promises = Array.from({ length: n }, () => callHost(1));
        while (settle.length < n) await undefined;
        const used = await bytes();
        while (settle.length) settle.pop()?.(1);
        await Promise.all(promises);
        return used;
      };
      const few = await many(1000);
      return ((await many(100_000)) - few) / 99_000;
    },
  },
  {
    id: 'growth',
    title: 'growth of both heaps in 10,000,000 calls (--quick: 500,000)',
    component: 'async',
    unit: 'bytes',
    goal: 200_000,
    async once(start, { bytes, quick }) {
      const { now } = await start();
      await inFlight(now, 100_000, 100);
      const before = await bytes();
      await inFlight(now, quick ? 500_000 : 10_000_000, 100);
      return Math.max(0, (await bytes()) - before);
    },
  },
  {
    id: 'instances',
    title: 'growth of both heaps in 100,000 instances that come and go (--quick: 5,000)',
    component: 'async',
    unit: 'bytes',
    goal: 200_000,
    async once(start, { bytes, quick }) {
      const comeAndGo = async (/** @type {number} */ n) => {
        for (let i = 0; i < n; i++) {
          const instance = await start();
          same(await instance.call(1), 1);
          instance[dispose]();
          if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve)); // so that memories can be collected
        }
      };
      await comeAndGo(1000);
      const before = await bytes();
      await comeAndGo(quick ? 5000 : 100_000);
      return Math.max(0, (await bytes()) - before);
    },
  },
  {
    id: 'wake-ups',
    title: 'wake-ups in 300 ms with 50 calls that wait',
    component: 'rust',
    host: waits,
    unit: 'count',
    goal: 0,
    async once(start, { wakeUps }) {
      /** @type {((v: number) => void)[]} */
      const settle = [];
      const { callHost } = await start({ ...quick, sleepAdd: () => new Promise((resolve) => settle.push(resolve)) });
      const promises = Array.from({ length: 50 }, () => callHost(1));
      const n = await wakeUps(300);
      for (const resolve of settle) resolve(1);
      await Promise.all(promises);
      return n;
    },
  },
);
