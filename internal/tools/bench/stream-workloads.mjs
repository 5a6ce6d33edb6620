// What is measured of streams and futures: the component of testdata/bench/streams.wat, in chunks of 64 KiB unless a
// title says otherwise.

/** @typedef {import('./types.js').StreamWorkload} StreamWorkload */

const chunkSize = 1 << 16;
const batch = 200;

/** @param {unknown} got @param {unknown} want */
const same = (got, want) => {
  if (got !== want) throw new Error(`it ended with ${got}, not ${want}`);
};

/** A stream that gives the same chunk n times. @param {Uint8Array} chunk @param {number} n */
function repeated(chunk, n) {
  let left = n;
  return new ReadableStream(
    {
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** @param {ReadableStream<Uint8Array>} stream */
async function readAll(stream) {
  const reader = stream.getReader();
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return size;
    size += value.length;
  }
}

/** @param {ReadableStream<Uint8Array>} stream */
async function readIntoBuffer(stream) {
  const reader = stream.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(chunkSize);
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (done) return size;
    size += value.length;
    buffer = value.buffer;
  }
}

/** By jco's own method: up to a chunk at a time, the same for the end as for nothing. @param {any} stream @param {number} size */
async function readByJco(stream, size) {
  let got = 0;
  while (got < size) {
    const chunk = await stream.read({ count: chunkSize });
    const { length } = chunk.value ?? chunk;
    if (!length) break;
    got += length;
  }
  return got;
}

/** @param {AsyncIterable<unknown>} stream */
async function countAll(stream) {
  let n = 0;
  for await (const _ of stream) n++;
  return n;
}

/** @param {number} n */
function* points(n) {
  for (let i = 0; i < n; i++) yield { x: i, y: i / 2, z: -i % 100 };
}

/** @type {StreamWorkload[]} */
export const streamWorkloads = [
  {
    id: 'out',
    title: 'guest → ReadableStream, default reader',
    unit: 'bytes',
    size: chunkSize,
    goal: 1e9,
    loop: async ({ api }, n) => same(await readAll(await api.source(n, chunkSize)), n * chunkSize),
    jco: {
      n: 50,
      loop: async ({ api }, n) => same(await readByJco(await api.source(n, chunkSize), n * chunkSize), n * chunkSize),
    },
  },
  {
    id: 'byob',
    title: 'guest → ReadableStream, BYOB reader',
    unit: 'bytes',
    size: chunkSize,
    goal: 2e9,
    loop: async ({ api }, n) => same(await readIntoBuffer(await api.source(n, chunkSize)), n * chunkSize),
    jco: 'its streams are no ReadableStreams: there is no buffer to give',
  },
  {
    id: 'in',
    title: 'ReadableStream → guest',
    unit: 'bytes',
    size: chunkSize,
    goal: 1e9,
    loop: async ({ api }, n) => same(await api.sink(repeated(new Uint8Array(chunkSize), n), chunkSize), n * chunkSize),
    jco: { n: 50 },
  },
  {
    id: 'joined',
    title: 'guest → JS → another guest, beside memory.copy',
    unit: 'bytes',
    size: chunkSize,
    part: 0.5,
    loop: async ({ api, other }, n) => same(await other.sink(await api.source(n, chunkSize), chunkSize), n * chunkSize),
    jco: { n: 50 },
  },
  {
    id: 'out-1',
    title: 'guest → ReadableStream, chunks of 1 byte',
    unit: 'chunks',
    size: 1,
    goal: 200e3,
    loop: async ({ api }, n) => same(await readAll(await api.source(n, 1)), n),
    jco: { n: 500, loop: async ({ api }, n) => same(await countAll(await api.source(n, 1)), n) },
  },
  {
    id: 'in-1',
    title: 'ReadableStream → guest, chunks of 1 byte',
    unit: 'chunks',
    size: 1,
    goal: 200e3,
    loop: async ({ api }, n) => same(await api.sink(repeated(Uint8Array.of(1), n), chunkSize), n),
    jco: { n: 500 },
  },
  {
    id: 'records-out',
    title: 'stream of records of 3 fields, guest → JS',
    unit: 'records',
    size: batch,
    goal: 1e6,
    loop: async ({ api }, n) => same(await countAll(await api.points(n, batch)), n * batch),
    jco: { n: 5 },
  },
  {
    id: 'records-in',
    title: 'stream of records of 3 fields, JS → guest',
    unit: 'records',
    size: batch,
    goal: 1e6,
    loop: async ({ api }, n) => same(await api.count(points(n * batch), batch), n * batch),
    jco: { n: 2 },
  },
  {
    id: 'records-array',
    title: 'the same, of an array',
    unit: 'records',
    size: batch,
    goal: 1e6,
    loop: async ({ api }, n) => same(await api.count([...points(n * batch)], batch), n * batch),
    jco: { n: 2 },
  },
  {
    id: 'future-out',
    title: 'future round trip: a call gives one, its value',
    unit: 'ns',
    size: 1,
    goal: 3000,
    async loop({ api }, n) {
      let last = 0;
      for (let i = 0; i < n; i++) last = await api.answer(i);
      same(last, n);
    },
    jco: {
      n: 20,
      // Its future is a value of the promise.
      async loop({ api }, n) {
        let last = 0;
        for (let i = 0; i < n; i++) last = await await api.answer(i);
        same(last, n);
      },
    },
  },
  {
    id: 'future-in',
    title: 'future round trip: a call takes a promise, gives its value',
    unit: 'ns',
    size: 1,
    goal: 3000,
    async loop({ api }, n) {
      let last = -1;
      for (let i = 0; i < n; i++) last = await api.ask(Promise.resolve(i));
      same(last, n - 1);
    },
    jco: { n: 20 },
  },
];

/**
 * What the joined row is held against: memory.copy between two memories, that is
 *
 *     (module (memory $a 2) (memory $b 2) (func (export "copy") (param $n i32) (param $size i32)
 *       (loop $again (memory.copy $b $a (i32.const 0) (i32.const 0) (local.get $size))
 *         (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
 */
const copier = 'AGFzbQEAAAABBgFgAn9/AAMCAQAFBQIAAgACBxADAWECAAFiAgEEY29weQAAChoBGAADQEEAQQAgAfwKAQAgAEEBayIADQALCw==';

/** Gives the loop of copies of a chunk. */
export async function copies() {
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(atob(copier), (c) => c.charCodeAt(0)));
  const copy = /** @type {(n: number, size: number) => void} */ (instance.exports.copy);
  return (/** @type {number} */ n) => copy(n, chunkSize);
}
