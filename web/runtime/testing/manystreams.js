// A great many streams and futures, opened, partly read, cancelled and dropped at random: nothing of them may stay behind, in Node
// and in pages. The guest is testdata/fixtures/result-streams.wat, transpiled with --result-streams.

/** Numbers that come again with the same seed. @param {number} seed */
function random(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @typedef {{ api: any, other: any, n: number, of: (below: number) => number }} World */

const nothing = () => {};

/** A stream without an end. */
const endless = () => new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(50)) }, { highWaterMark: 0 });

/** @type {((world: World) => Promise<unknown>)[]} */
const deeds = [
  // Of a guest's.
  async ({ api, n, of }) => {
    let size = 0;
    for await (const chunk of await api.write(n, 0)) size += chunk.length;
    if (size !== n) throw new Error(`${size} bytes of ${n} (${of(2)})`);
  },
  async ({ api, n }) => {
    const stream = await api.write(n, 0);
    await Promise.all([stream.result, new Response(stream).arrayBuffer()]);
  },
  async ({ api, n }) => new Response(await api.write(n, 1)).arrayBuffer().catch(nothing),
  async ({ api }) => (await api.write(0, 2)).result.catch(nothing),
  async ({ api, n }) => (await api.write(n, 0)).cancel(),
  async ({ api, n }) => (await api.write(n, 1))[Symbol.dispose](),
  async ({ api, n, of }) => {
    const stream = await api.write(n, of(3));
    await stream.read(1 + of(n)).catch(nothing);
    await stream.cancel().catch(nothing);
  },
  async ({ api, n, of }) => {
    const reader = (await api.write(n, of(3))).getReader({ mode: 'byob' });
    await reader.read(new Uint8Array(1 + of(40))).catch(nothing);
    const waiting = reader.read(new Uint8Array(1 + of(40))).catch(nothing);
    await reader.cancel().catch(nothing);
    await waiting;
  },
  async ({ api, n }) => {
    const stream = await api.write(n, 0);
    const { result } = stream;
    await stream.cancel();
    result[Symbol.dispose]();
  },
  async ({ api, n }) => void (await api.write(n, 0)), // and forgets it
  async ({ api, n, of }) => {
    const reader = (await api.write(n, of(3))).getReader();
    await reader.read().catch(nothing);
    reader.releaseLock(); // and forgets it
  },

  // For a guest.
  async ({ api, n, of }) => api.read(Object.assign(new Uint8Array(n), { result: 1 }), of(100)),
  async ({ api, of }) => api.read(Object.assign(endless(), { result: 1 }), of(200)),
  async ({ api }) => api.read([[1, 2, 3], Promise.resolve({ tag: 'err', val: 'full' })], 99),
  async ({ api, n }) => {
    const source = (function* () {
      for (let i = 0; i < n; i++) yield i;
      throw Object.assign(new Error('no'), { payload: 'denied' });
    })();
    await api.read(source, 99);
  },
  async ({ api, n }) => {
    const source = endless();
    await api.read(source, 'no number').catch(nothing);
    await api.read([source, { tag: 'ok', val: 1 }], 70);
    await api.read([new Blob([new Uint8Array(n)]), { tag: 'ok', val: 5 }], 99);
  },

  // Through guests, and from one to another.
  async ({ api, n, of }) => api.read(await api.write(n, of(3)), of(100)),
  async ({ api, other, n, of }) => other.read(await api.write(n, of(3)), of(100)),
  async ({ api, other, n }) => other.read(api.echo(other.echo(await api.write(n, 0))), 99),
  async ({ api, other, n, of }) => {
    const stream = await api.write(n, 0);
    await stream.read(1 + of(n));
    await other.read(stream, of(60));
  },
  async ({ api }) => void api.echo(endless()), // and forgets it
  async ({ api, of }) => {
    const stream = api.echo(Object.assign(endless(), { result: 1 }));
    await stream.read(1 + of(60));
    await stream.cancel();
  },
];

/** How many are open at a time. A guest has room for 4,096 calls, those that nobody has collected yet included. */
const width = 32;

/**
 * @param {object} given
 * @param {() => Promise<any>} given.instantiate
 * @param {any} given.core
 * @param {number} given.count
 * @param {number} given.seed
 * @param {() => Promise<void>} given.collect has the garbage collector run, and what it finds be dropped
 * @param {() => number} given.bytes all that is used of memory
 * @returns {Promise<{ count: number, left: string, growth: number }>} growth in bytes since the first tenth
 */
export async function runManyStreams({ instantiate, core, count, seed, collect, bytes }) {
  const of = random(seed);
  const [api, other] = [await instantiate(), await instantiate()];
  core.shared.onStreamError = nothing;
  const { exports } = core;
  let before = 0;
  for (let i = 0; i < count; i += width) {
    const all = [];
    for (let j = 0; j < width; j++) all.push(deeds[of(deeds.length)]({ api, other, n: 1 + of(60), of }));
    await Promise.all(all);
    if (i % 3200 === 0) await collect(); // those that were forgotten
    if (!before && i >= count / 10) {
      await collect();
      before = bytes();
    }
  }
  await collect();
  exports.live();
  const live = [...core.mail.subarray(0, 6)];
  const left = exports.stream_ends() || live.some(Boolean) ? `${exports.stream_ends()} ends, live ${live}` : '';
  const growth = bytes() - before;
  api[Symbol.dispose]();
  other[Symbol.dispose]();
  return { count, left, growth };
}
