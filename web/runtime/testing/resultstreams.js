// Pairs of a stream and the future of its result as one object (testdata/fixtures/result-streams.wat, transpiled with
// --result-streams): what each case comes to, in Node and in pages.

import { turn } from './turn.js';

/** @typedef {{ api: any, told: string[] }} World */

/** @param {any} e */
const nameOf = (e) =>
  e?.payload !== undefined
    ? `${e.constructor.name} ${e.payload}`
    : `${e?.name}: ${e?.message}`.replace(/ \(in (\w+): .*\)/, ' (in $1)');

/** What a promise comes to. @param {Promise<any>} promise */
const outcome = (promise) =>
  promise.then(
    (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
    (e) => nameOf(e),
  );

/** What reading a stream to its end comes to. @param {any} stream */
async function all(stream) {
  const reader = stream.getReader();
  const bytes = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return `[${bytes}] end`;
      bytes.push(...value);
    }
  } catch (e) {
    return `[${bytes}] ${nameOf(e)}`;
  }
}

/** A stream that gives some bytes and then what `last` does. @param {(controller: any) => void} last @param {any} [more] */
function source(last, more) {
  let n = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (n++ < 3) controller.enqueue(Uint8Array.of(n));
      else last(controller);
    },
  });
  return Object.assign(stream, more);
}

/** @param {any} controller */
const close = (controller) => controller.close();

/** @param {() => any} call */
function thrown(call) {
  try {
    return String(call());
  } catch (e) {
    return nameOf(e);
  }
}

/** @type {[name: string, run: (world: World) => any, want: string][]} */
const cases = [
  // What a guest gives.
  ['ok: the stream ends', async ({ api }) => all(await api.write(3, 0)), '[1,2,3] end'],
  [
    'ok: the result, after the bytes',
    async ({ api }) => {
      const stream = await api.write(3, 0);
      return `${await all(stream)}, ${await stream.result}, ${await stream.result}`;
    },
    '[1,2,3] end, 3, 3',
  ],
  [
    'err: the stream errors with it, after the bytes',
    async ({ api }) => all(await api.write(3, 1)),
    '[1,2,3] ComponentError full',
  ],
  [
    'err: the result rejects with it',
    async ({ api }) => {
      const stream = await api.write(3, 2);
      return `${await all(stream)}, ${await outcome(stream.result)}`;
    },
    '[1,2,3] ComponentError denied, ComponentError denied',
  ],
  ['err at once', async ({ api }) => all(await api.write(0, 1)), '[] ComponentError full'],
  [
    'the result is asked for before the bytes are read',
    async ({ api }) => {
      const stream = await api.write(2, 0);
      const result = outcome(stream.result);
      return `${await all(stream)}, ${await result}`;
    },
    '[1,2] end, 2',
  ],
  [
    'a trap instead of the result',
    async ({ api }) => all(await api.write(2, 3)),
    '[1,2] RuntimeError: wasm trap: wasm `unreachable` instruction executed (in a stream or future)',
  ],
  [
    'BYOB: the buffer comes back with the error',
    async ({ api }) => {
      const reader = (await api.write(2, 1)).getReader({ mode: 'byob' });
      const { value } = await reader.read(new Uint8Array(10));
      return `${value}; ${await outcome(reader.read(new Uint8Array(10)))}`;
    },
    '1,2; ComponentError full',
  ],
  [
    'BYOB: the end',
    async ({ api }) => {
      const reader = (await api.write(2, 0)).getReader({ mode: 'byob' });
      await reader.read(new Uint8Array(10));
      const { value, done } = await reader.read(new Uint8Array(10));
      return `${value.byteLength} ${done}`;
    },
    '0 true',
  ],
  [
    'cancel drops both',
    async ({ api }) => {
      const stream = await api.write(60, 0);
      await stream.cancel();
      return outcome(stream.result);
    },
    'TypeError: the future was disposed of',
  ],
  [
    'cancel leaves the result to who has it',
    async ({ api }) => {
      const stream = await api.write(60, 0);
      const { result } = stream;
      await stream.cancel();
      return outcome(result);
    },
    '60',
  ],
  [
    'dispose, and nobody hears of the error',
    async ({ api }) => {
      (await api.write(3, 1))[Symbol.dispose]();
      return 'ok';
    },
    'ok',
  ],
  [
    'nobody reads: no unhandled rejection',
    async ({ api }) => {
      const stream = await api.write(0, 1);
      stream.result;
      await turn();
      return stream.locked;
    },
    'false',
  ],
  [
    'Response: it fails, in the words of the platform',
    async ({ api }) => new Response(await api.write(1, 1)).text().catch(() => 'rejected'),
    'rejected',
  ],
  [
    'tee',
    async ({ api }) => {
      const [a, b] = (await api.write(2, 1)).tee();
      return `${await all(a)}, ${await all(b)}`;
    },
    '[1,2] ComponentError full, [] ComponentError full',
  ],
  [
    'async iteration',
    async ({ api }) => {
      let n = 0;
      const iterate = async () => {
        for await (const chunk of await api.write(5, 2)) n += chunk.length;
      };
      return `${await outcome(iterate())} after ${n}`;
    },
    'ComponentError denied after 5',
  ],

  // What JavaScript gives.
  [
    'a source with its result',
    ({ api }) => outcome(api.read(source(close, { result: 7 }), 99)),
    '[3,{"tag":"ok","val":7}]',
  ],
  [
    'a source with a promise of its result',
    ({ api }) => outcome(api.read(source(close, { result: Promise.resolve(8) }), 99)),
    '[3,{"tag":"ok","val":8}]',
  ],
  [
    'a source whose result rejects with the error',
    ({ api }) => outcome(api.read(source(close, { result: Promise.reject('full') }), 99)),
    '[3,{"tag":"err","val":"full"}]',
  ],
  [
    'a source that fails with the error',
    ({ api }) =>
      outcome(
        api.read(
          source((c) => c.error('denied')),
          99,
        ),
      ),
    '[3,{"tag":"err","val":"denied"}]',
  ],
  [
    'a source that fails with an Error that has it',
    ({ api }) =>
      outcome(
        api.read(
          source((c) => c.error(Object.assign(new Error(), { payload: 'full' }))),
          99,
        ),
      ),
    '[3,{"tag":"err","val":"full"}]',
  ],
  [
    'a source that fails with something else: the guest traps, the embedder is told',
    async ({ api, told }) =>
      `${await outcome(
        api.read(
          source((c) => c.error(new Error('no'))),
          99,
        ),
      )}; ${told}`,
    'RuntimeError: wasm trap: the host gave no value for a future: no (in read); future: Error: no',
  ],
  [
    'a source without a result, where there has to be one',
    async ({ api, told }) => `${await outcome(api.read(source(close), 99))}; ${told}`,
    'RuntimeError: wasm trap: the host gave no value for a future: the value of the future.val must be u32, not undefined (result<u32, error>) (in read); future: TypeError: the value of the future.val must be u32, not undefined (result<u32, error>)',
  ],
  [
    'a wrong element',
    async ({ api, told }) =>
      `${await outcome(
        api.read(
          source((c) => c.enqueue(null)),
          99,
        ),
      )}; ${told}`,
    'RuntimeError: wasm trap: the host gave no value for a future: element 3 of the stream is no u8: null (in read); future: TypeError: element 3 of the stream is no u8: null',
  ],
  [
    'the guest drops the stream: the source is cancelled, and its result counts',
    async ({ api }) => {
      let reason;
      const stream = Object.assign(
        new ReadableStream({
          pull: (c) => c.enqueue(new Uint8Array(10)),
          cancel(r) {
            reason = r;
          },
        }),
        { result: 9 },
      );
      return `${await outcome(api.read(stream, 15))} ${/** @type {any} */ (reason)?.name}`;
    },
    '[15,{"tag":"ok","val":9}] AbortError',
  ],
  [
    'bytes, with a result',
    ({ api }) => outcome(api.read(Object.assign(new Uint8Array(5), { result: 1 }), 99)),
    '[5,{"tag":"ok","val":1}]',
  ],
  [
    'an array is the two',
    ({ api }) => outcome(api.read([source(close), { tag: 'err', val: 'denied' }], 99)),
    '[3,{"tag":"err","val":"denied"}]',
  ],
  [
    'no source',
    ({ api }) => outcome(api.read(5, 99)),
    'TypeError: p must be tuple<stream<u8>, future<result<u32, error>>>, not number 5 (in read)',
  ],
  [
    'an object that is no source',
    ({ api }) => outcome(api.read({}, 99)),
    'TypeError: p[0] must be stream<u8>: what is given for a stream<u8> is no ReadableStream and not iterable (in read)',
  ],

  // What goes through a guest, or from one to another.
  ['echo: ok', async ({ api }) => all(api.echo(source(close, { result: 1 }))), '[1,2,3] end'],
  ['echo: err', async ({ api }) => all(api.echo(source((c) => c.error('full')))), '[1,2,3] ComponentError full'],
  [
    'echo: the result',
    async ({ api }) => {
      const stream = api.echo(source(close, { result: 11 }));
      return `${await all(stream)}, ${await stream.result}`;
    },
    '[1,2,3] end, 11',
  ],
  [
    'an option of one',
    async ({ api }) => all(api.maybe(source((c) => c.error('full')))),
    '[1,2,3] ComponentError full',
  ],
  ['an option of none', ({ api }) => String(api.maybe(undefined)), 'undefined'],
  ['passed on unread: ok', async ({ api }) => outcome(api.read(await api.write(9, 0), 99)), '[9,{"tag":"ok","val":9}]'],
  [
    'passed on unread: err',
    async ({ api }) => outcome(api.read(await api.write(9, 2), 99)),
    '[9,{"tag":"err","val":"denied"}]',
  ],
  [
    'passed on: it is locked, the result is still there',
    async ({ api }) => {
      const stream = await api.write(1, 0);
      const read = api.read(stream, 99);
      return `${stream.locked}, ${await outcome(stream.result)}, ${await outcome(read)}`;
    },
    'true, 1, [1,{"tag":"ok","val":1}]',
  ],
  [
    'half read, then passed on',
    async ({ api }) => {
      const stream = await api.write(9, 1);
      await stream.read(4);
      return outcome(api.read(stream, 99));
    },
    '[5,{"tag":"err","val":"full"}]',
  ],
  [
    'passed on after the result was asked for',
    async ({ api }) => {
      const stream = await api.write(9, 1);
      const result = outcome(stream.result);
      return `${await outcome(api.read(stream, 99))}, ${await result}`;
    },
    '[9,{"tag":"err","val":"full"}], ComponentError full',
  ],
  [
    'passed on twice',
    async ({ api }) => {
      const stream = await api.write(9, 0);
      const first = api.read(stream, 99);
      return `${await outcome(api.read(stream, 99))}; ${await outcome(first)}`;
    },
    'TypeError: p[0] must be stream<u8>: what is given for a stream<u8> is locked: somebody reads it, or it was given before (in read); [9,{"tag":"ok","val":9}]',
  ],
  [
    'passed on through two guests',
    async ({ api }) => outcome(api.read(api.echo(api.echo(await api.write(9, 1))), 99)),
    '[9,{"tag":"err","val":"full"}]',
  ],
  [
    'a locked stream is refused before the guest is called',
    ({ api }) => {
      const stream = source(close);
      stream.getReader();
      return thrown(() => api.echo(stream));
    },
    'TypeError: p[0] must be stream<u8>: what is given for a stream<u8> is locked: somebody reads it, or it was given before (in echo)',
  ],
];

/**
 * Runs all cases, each with an instance of its own.
 * @param {() => Promise<any>} instantiate
 * @param {any} core
 * @returns {Promise<{ count: number, faults: string[] }>}
 */
export async function runResultStreams(instantiate, core) {
  const faults = [];
  for (const [name, run, want] of cases) {
    const world = { api: await instantiate(), told: /** @type {string[]} */ ([]) };
    core.shared.onStreamError = (/** @type {any} */ e, /** @type {any} */ { kind }) =>
      world.told.push(`${kind}: ${nameOf(e)}`);
    const got = await run(world);
    if (String(got) !== want) faults.push(`${name}:\n  got  ${got}\n  want ${want}`);
    await turn();
    world.api[Symbol.dispose]();
    await turn();
    const { exports, mail } = core;
    exports.live();
    const live = [...core.mail.subarray(0, 6)];
    if (exports.stream_ends() || live.some(Boolean))
      faults.push(`${name}: ${exports.stream_ends()} ends, live ${live} are left (${mail.length})`);
  }
  return { count: cases.length, faults };
}
