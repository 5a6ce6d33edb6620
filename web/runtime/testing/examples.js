// Runs examples of the documentation, in Node and in pages: pieces of code that print what stands in their comments.

/** @typedef {{ title: string, code: string, want: string[] }} Example */

const AsyncFunction = /** @type {new (...args: string[]) => (...args: any[]) => Promise<void>} */ (
  (async () => {}).constructor
);

/** How long an example may take, in milliseconds. */
const longest = 20_000;

/**
 * @param {Example[]} examples
 * @param {() => Promise<{ names: Record<string, any>, end: () => void }>} begin what an example can name; each has its own
 * @returns {Promise<string[]>} what is wrong
 */
export async function runExamples(examples, begin) {
  const faults = [];
  for (const { title, code, want } of examples) {
    /** @type {string[]} */
    const got = [];
    const console = { log: (/** @type {any[]} */ ...values) => got.push(values.map(String).join(' ')) };
    const { names, end } = await begin();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(reject, longest, new Error('it does not end'));
    });
    try {
      const run = new AsyncFunction('console', ...Object.keys(names), `'use strict';\n{\n${code}}`);
      await Promise.race([run(console, ...Object.values(names)), late]);
      if (got.join('\n') !== want.join('\n')) faults.push(`${title}: printed ${list(got)}, not ${list(want)}`);
    } catch (e) {
      faults.push(`${title}: ${e}, after ${list(got)}`);
    } finally {
      clearTimeout(timer);
      end();
    }
  }
  return faults;
}

/** @param {string[]} lines */
const list = (lines) => lines.map((line) => JSON.stringify(line)).join(', ') || 'nothing';

/**
 * What the examples of docs/streams-examples.md can name.
 * @param {(name: string) => Promise<any>} load the module that a guest was transpiled to
 */
export function streamGuests(load) {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
  const host = {
    sleepAdd: (/** @type {number} */ a, /** @type {number} */ b) => a + b,
    fetch: (/** @type {string} */ key) => `<${key}>`,
  };
  return async () => {
    const make = async (/** @type {string} */ name) =>
      (await load(name)).instantiate(undefined, { 'test:guest/host@0.1.0': host });
    const all = [
      await make('c-async'),
      await make('streams'),
      await make('stream-types'),
      await make('result-streams'),
    ];
    const [{ pipe, later, waitFor }, { one, two, count }, types, { write, read, echo }] = all;
    // Whichever copy of the runtime came first has made it.
    const { driver: runtime } = /** @type {any} */ (globalThis)[Symbol.for('jco-go:runtime:ABI-1')].core.shared;
    runtime.onStreamError = undefined;
    const names = { pipe, later, waitFor, one, two, count, types, write, read, echo, runtime, pause };
    return {
      names,
      end() {
        for (const guest of all) guest[Symbol.dispose]();
        runtime.onStreamError = undefined;
      },
    };
  };
}
