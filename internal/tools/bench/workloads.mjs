// What is measured in Node: calls of the components in testdata/bench/, written against jco's conventions, so that one
// loop drives every contestant. Each contestant gets a copy of this module of its own (see run-workload.mjs): the loops
// of one are not compiled with what was learnt from another.

/** @typedef {import('./types.js').Workload} Workload */

/** @param {boolean} right @param {unknown} got */
const assert = (right, got) => {
  if (!right) throw new Error(`the loop ended with ${String(got).slice(0, 80)}`);
};

const short = 'hello, world 123';
const ascii = 'The quick brown fox jumps over 13 lazy dogs. '.repeat(23).slice(0, 1024);
const mixed = 'héllo wörld ✓ 漢字 🧩'.repeat(18);
const bytes = Uint8Array.from({ length: 65536 }, (_, i) => i * 7);
const numbers = Uint32Array.from({ length: 10_000 }, (_, i) => i * 429_497);
const items = Array.from({ length: 1000 }, (_, i) => ({
  id: i,
  name: `item ${i}`,
  weight: i / 3,
  tag: i % 2 ? i : undefined,
}));

/**
 * @param {string} id
 * @param {string} title
 * @param {string} s
 * @returns {Workload}
 */
const echoString = (id, title, s) => ({
  id,
  title,
  component: 'calls',
  limit: 'by hand',
  bare: 'encodeInto, decode',
  goal: 1.3,
  answer: ({ echoString }) => echoString(s),
  want: s,
  loop: ({ echoString }) => {
    return (n) => {
      let last = '';
      for (let i = 0; i < n; i++) last = echoString(s);
      assert(last.length === s.length, last);
    };
  },
});

/**
 * @param {string} id
 * @param {string} title
 * @param {string} name of the export
 * @param {any} list
 * @returns {Workload}
 */
const echoList = (id, title, name, list) => ({
  id,
  title,
  component: 'calls',
  limit: 'by hand',
  bare: 'set, slice',
  atBare: true,
  goal: 1.2,
  answer: (api) => api[name](list),
  want: list,
  loop: (api) => {
    const echo = api[name];
    return (n) => {
      let last = list;
      for (let i = 0; i < n; i++) last = echo(list);
      assert(last.length === list.length && last !== list, last);
    };
  },
});

/**
 * A loop inside a guest that calls another guest.
 * @param {string} id
 * @param {string} title
 * @param {string} name of the export
 * @param {number} length
 * @param {Partial<Workload>} [more]
 * @returns {Workload}
 */
const linkedList = (id, title, name, length, more = {}) => ({
  id,
  title,
  component: 'linked',
  limit: 'by hand, in wasm',
  bare: 'memory.copy',
  answer: (api) => api[name](3, length),
  want: 3 * (length + 97 + 122),
  loop: (api) => {
    const run = api.copy ?? api[name];
    return (n) => {
      const sum = run(n, length);
      assert(api.copy !== undefined || sum >>> 0 === (n * (length + 97 + 122)) % 2 ** 32, sum);
    };
  },
  ...more,
});

/**
 * @param {string} id
 * @param {string} title
 * @param {string} component
 * @param {number} most so many instances at once
 * @returns {Workload}
 */
const instantiation = (id, title, component, most) => ({
  id,
  title,
  component,
  limit: 'by hand',
  most,
  answer: ({ add }) => add(2, 40),
  want: 42,
  loop: (api) => {
    return async (n) => {
      let last = api;
      for (let i = 0; i < n; i++) last = await api.instantiateAgain();
      assert(last.add(2, 3) === 5 && last !== api, last);
    };
  },
});

/** The components, by the names that workloads use: where they lie in the repository. @type {Record<string, string>} */
export const components = {
  calls: 'testdata/bench/calls.wasm',
  linked: 'testdata/bench/linked.wasm',
  adder: 'examples/adder/adder.wasm',
};

/** @type {Workload[]} */
export const workloads = [
  {
    id: 'add',
    title: 'add(u32, u32)',
    component: 'calls',
    limit: 'core call',
    goal: 3,
    answer: ({ add }) => [add(2, 40), add(0x7ffffffe, 1), add(0xffffffff, 2)],
    want: [42, 0x7fffffff, 1],
    loop: ({ add }) => {
      return (n) => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum = add(sum, 1);
        assert(sum === n, sum);
      };
    },
  },
  {
    id: 'host-add',
    title: 'host-add, per call inside a guest',
    component: 'calls',
    limit: 'core import',
    goal: 3,
    answer: ({ loopHostAdd }) => loopHostAdd(1000),
    want: 1000,
    loop:
      ({ loopHostAdd }) =>
      (n) => {
        const sum = loopHostAdd(n);
        assert(sum === n, sum);
      },
  },
  echoString('string-16', 'string, 16 B ASCII', short),
  echoString('string-1k', 'string, 1 KiB ASCII', ascii),
  echoString('string-mixed', 'string, 324 units, mixed', mixed),
  echoList('bytes-64k', 'list<u8>, 64 KiB', 'echoBytes', bytes),
  echoList('numbers-10k', 'list<u32>, 10,000', 'echoNumbers', numbers),
  {
    id: 'items-1000',
    title: 'list of 1,000 records with strings',
    component: 'calls',
    limit: 'by hand',
    goal: 1.3,
    answer: ({ echoItems }) => echoItems(items),
    want: items,
    loop: ({ echoItems }) => {
      return (n) => {
        let last = [];
        for (let i = 0; i < n; i++) last = echoItems(items);
        assert(last.length === items.length && last !== items, last);
      };
    },
  },
  {
    id: 'resource',
    title: 'resource: create, method, drop',
    component: 'calls',
    limit: 'by hand',
    answer: (api) => {
      const { Counter, dropped } = exportedCounters(api);
      const before = dropped();
      const a = new Counter(40);
      const b = new Counter(7);
      const sums = [a.add(2), b.add(1), a.add(0)];
      a[Symbol.dispose]();
      b[Symbol.dispose]();
      return [...sums, dropped() - before];
    },
    want: [42, 8, 42, 2],
    loop: (api) => {
      const { Counter } = exportedCounters(api);
      return (n) => {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const counter = new Counter(sum);
          sum = counter.add(1);
          counter[Symbol.dispose]();
        }
        assert(sum === n, sum);
      };
    },
  },
  {
    id: 'linked-add',
    title: 'guest to guest: add(u32, u32)',
    component: 'linked',
    limit: 'core to core',
    answer: ({ loopAdd }) => loopAdd(1000),
    want: 1000,
    loop:
      ({ loopAdd }) =>
      (n) => {
        const sum = loopAdd(n);
        assert(sum === n, sum);
      },
  },
  linkedList('linked-string', 'guest to guest: string, 1 KiB ASCII', 'loopString', 1024),
  linkedList('linked-bytes', 'guest to guest: list<u8>, 64 KiB', 'loopBytes', 65536, { atBare: true }),
  linkedList('linked-bytes-mm', 'guest to guest: the same, jco --multi-memory', 'loopBytes', 65536, {
    atBare: true,
    jcoOptions: ['--multi-memory'],
  }),
  instantiation('instantiate', 'instantiate: no memory, no imports', 'adder', 5000),
  instantiation('instantiate-3', 'instantiate: three core modules, a memory', 'calls', 200),
];

/** The interface under jco's short name, or under its own. @param {any} api */
function exportedCounters(api) {
  return api.counters ?? api['bench:calls/counters'];
}
