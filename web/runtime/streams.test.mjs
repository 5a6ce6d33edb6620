// What a guest's streams and futures are in JavaScript, and what JavaScript may give for them, with guests that are
// driven by hand. The states of them are the matrix's (matrix.test.mjs).

// biome-ignore-all lint/suspicious/noThenProperty: thenables are given

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { badValue } from './badvalue.js';

/** @type {import('./core.js').Core} */
let core;
/** @type {typeof import('./hostends.js')} */
let hostends;
/** @type {typeof import('./testing/guest.js')} */
let guests;
/** @type {Record<string, import('./numbers.js').NumberType>} */
let numbers;
/** @type {import('./hostends.js').HostEnds} */
let ends;
/** @type {import('./testing/guest.js').Memories} */
let memories;
/** @type {any[]} */
let told;
/** @type {any[]} */
const unhandled = [];

before(async () => {
  await buildRuntime();
  const { loadCore } = await import('./core.js');
  core = await loadCore(await readFile(join(runtimeFolder, 'jco-go-runtime.wasm')));
  hostends = await import('./hostends.js');
  guests = await import('./testing/guest.js');
  ({ numbers } = await import('./numbers.js'));
  process.on('unhandledRejection', (e) => unhandled.push(e));
});

beforeEach(() => {
  memories = new guests.Memories();
  ends = new hostends.HostEnds({
    core,
    schedule() {},
    fresh: (options) => memories.fresh(options),
    trapped: (options, e) => memories.trapped(options, e),
  });
  told = [];
  core.shared.onStreamError = (/** @type {any} */ e, /** @type {any} */ info) => told.push([e, info]);
});

after(async () => {
  await settle();
  assert.deepEqual(unhandled, []);
  assert.equal(core.exports.stream_ends(), 0);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function settle() {
  for (let i = 0; i < 4; i++) {
    ends.pump();
    await turn();
  }
}

/** The type of a stream or future of numbers. @param {string} name @param {boolean} [future] */
const ofNumbers = (name, future = false) => ({
  future,
  name,
  number: numbers[name],
  size: numbers[name].array.BYTES_PER_ELEMENT,
  load: new Map(),
  store: new Map(),
});

/** Points of two u32. @param {boolean} [future] */
function ofPoints(future = false) {
  const view = (/** @type {number} */ options) => new DataView(memories.guests[options].memory.buffer);
  const load = new Map();
  const store = new Map();
  for (let o = 0; o < 16; o++) {
    load.set(o, (/** @type {number} */ ptr) => ({
      x: view(o).getUint32(ptr, true),
      y: view(o).getUint32(ptr + 4, true),
    }));
    store.set(o, (/** @type {number} */ ptr, /** @type {any} */ value) => {
      // As the glue does.
      if (!Number.isInteger(value?.x))
        throw badValue('element.x', `must be u32, not a point: ${JSON.stringify(value)}`);
      view(o).setUint32(ptr, value.x, true);
      view(o).setUint32(ptr + 4, value.y, true);
    });
  }
  return { future, name: 'point', size: 8, load, store };
}

/** @param {any} type */
const guest = (type) => new guests.Guest(ends, memories, type);

/**
 * What a copy of a guest's comes to, after it has waited.
 * @param {import('./testing/guest.js').Guest} g
 * @param {number} n
 */
async function done(g, n) {
  if (g.start(0, n) === 2) throw new Error(core.trapText());
  const [packed] = core.mail;
  if (packed !== -1) return packed;
  const { waitable_join: join, waitable_set_poll: poll } = core.exports;
  join(g.instance, g.index, g.set);
  for (;;) {
    await settle();
    poll(g.instance, 0, g.set);
    const [code, , result] = core.mail;
    if (!code) continue;
    join(g.instance, g.index, 0);
    return result;
  }
}

/**
 * What a guest reads of a value, n elements a time, until the stream ends.
 * @param {any} value
 * @param {any} type
 * @param {number} [n]
 */
async function readBy(value, type, n = 1000) {
  const g = guest(type);
  g.take(value);
  const bytes = [];
  for (;;) {
    const packed = await done(g, n);
    const size = (packed >>> 4) * g.type.size;
    bytes.push(...g.bytes.subarray(0, size));
    if (packed & 15) break;
  }
  g.drop();
  await settle();
  g.dispose();
  return Uint8Array.from(bytes);
}

/** @param {any} value @param {any} type */
const textReadBy = async (value, type = ofNumbers('u8')) => new TextDecoder().decode(await readBy(value, type));

const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);

test('bytes may be given as many things', async () => {
  const source = /** @type {any} */ ({});
  source.stream = new ReadableStream({
    start(c) {
      c.enqueue(encode('ab'));
      c.enqueue(encode('c'));
      c.close();
    },
  });
  source.byteStream = new ReadableStream({
    type: 'bytes',
    pull(c) {
      const { view } = /** @type {any} */ (c.byobRequest);
      new Uint8Array(view.buffer, view.byteOffset).set(encode('abc'));
      /** @type {any} */ (c.byobRequest).respond(3);
      c.close();
    },
  });
  source.text = 'abc';
  source.bytes = encode('abc');
  source.buffer = encode('abc').buffer;
  source.view = new DataView(encode('xabcx').buffer, 1, 3);
  source.blob = new Blob(['abc']);
  source.response = new Response('abc');
  source.array = [97, 98, 99];
  source.chunks = [encode('a'), 98, [], 'c'];
  source.set = new Set([97, 98, 99]);
  source.generator = (function* () {
    yield 97;
    yield [98];
    yield 'c';
  })();
  source.asyncGenerator = (async function* () {
    yield encode('a');
    yield new Uint8Array();
    yield encode('bc').buffer;
  })();
  for (const [name, value] of Object.entries(source)) assert.equal(await textReadBy(value), 'abc', name);
  assert.equal(await textReadBy(new Response(null)), '');
  assert.deepEqual(told, []);
});

test('what is no source is a TypeError, and nothing happens', () => {
  const g = guest(ofNumbers('u8'));
  const locked = new ReadableStream();
  locked.getReader();
  for (const value of [undefined, null, 5, {}, locked, () => {}])
    assert.throws(() => g.take(value), TypeError, String(value));
  const points = guest(ofPoints());
  assert.throws(() => points.take('text'), /stream<point>/);
  assert.equal(ends.ops.stream_ends(), 0);
});

test('a used response is a TypeError', async () => {
  const response = new Response('abc');
  await response.text();
  assert.throws(() => guest(ofNumbers('u8')).take(response), /body was read/);
});

test('numbers of all types go both ways', async () => {
  for (const [name, { array, min, max }] of Object.entries(numbers)) {
    const values = name[0] === 'f' ? [1.5, -Infinity, 0] : [min, max, min];
    const type = ofNumbers(name);
    for (const value of [array.from(values), values, [array.from(values)], new Set(values)].map((v) =>
      Array.isArray(v) && ArrayBuffer.isView(v[0]) ? new Set(v) : v,
    )) {
      const bytes = await readBy(value, type);
      assert.deepEqual(
        [...new array(bytes.buffer)],
        value instanceof Set && !ArrayBuffer.isView([...value][0]) ? [...new Set(values)] : values,
        name,
      );
    }
    const g = guest(type);
    const stream = g.give();
    new array(g.memory.buffer).set(values);
    const read = stream.getReader().read();
    g.start(0, 3);
    await settle();
    const chunk = (await read).value;
    assert.ok(chunk instanceof array);
    assert.deepEqual([...chunk], values);
    g.drop();
    g.dispose();
  }
});

test('a wrong element names its index and the type, and goes to the side that gave it', async () => {
  for (const [wrong, type, message] of /** @type {[any, any, RegExp][]} */ ([
    [[1, 256], ofNumbers('u8'), /element 3 of the stream is no u8: 256/],
    [1.5, ofNumbers('u16'), /element 2 of the stream is no u16: 1.5/],
    ['text', ofNumbers('s32'), /element 2 of the stream is no s32: "text"/],
    [5, ofNumbers('u64'), /element 2 of the stream is no u64: 5/],
    [5n, ofNumbers('f64'), /element 2 of the stream is no f64: 5n/],
    [null, ofNumbers('u8'), /element 2 of the stream is no u8: null/],
  ])) {
    let cancelled;
    const good = type.number.name === 'u64' ? 7n : 7;
    const source = new ReadableStream(
      {
        pull(c) {
          c.enqueue([good, good]);
          c.enqueue(wrong);
        },
        cancel(reason) {
          cancelled = reason;
        },
      },
      { highWaterMark: 0 },
    );
    const bytes = await readBy(source, type);
    assert.equal(bytes.length, 2 * type.size);
    assert.ok(/** @type {any} */ (cancelled) instanceof TypeError);
    assert.match(/** @type {any} */ (cancelled).message, message);
    assert.equal(told.length, 1);
    assert.deepEqual(told.pop(), [cancelled, { kind: 'stream', type: type.name }]);
  }
});

test('a wrong value in the middle of a batch ends the stream after those before it', async () => {
  for (const readFirst of [false, true]) {
    const g = guest(ofPoints());
    g.take([{ x: 1, y: 2 }, { x: 3, y: 4 }, { z: 5 }, { x: 6, y: 7 }]);
    let packed;
    if (readFirst) {
      g.start(0, 10);
      assert.equal(core.mail[0], -1);
      core.exports.waitable_join(g.instance, g.index, g.set);
      await settle();
      core.exports.waitable_set_poll(g.instance, 0, g.set);
      packed = core.mail[2];
      assert.equal(packed, (2 << 4) | 1); // DROPPED after two
    } else {
      g.start(0, 0); // a probe: the chunk waits after it
      core.exports.waitable_join(g.instance, g.index, g.set);
      await settle();
      core.exports.waitable_set_poll(g.instance, 0, g.set);
      core.exports.waitable_join(g.instance, g.index, 0);
      g.start(0, 10);
      assert.equal(core.mail[0], 2 << 4);
      g.start(0, 10);
      assert.equal(core.mail[0], 1);
    }
    assert.deepEqual([...new Uint32Array(g.memory.buffer, 0, 4)], [1, 2, 3, 4]);
    const [error] = told.pop();
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /^element 2 of the stream\.x must be u32, not a point/);
    g.drop();
    g.dispose();
  }
});

test('values are read in batches, and come one a chunk', async () => {
  const g = guest(ofPoints());
  const stream = g.give();
  new Uint32Array(g.memory.buffer).set([1, 2, 3, 4, 5, 6]);
  const written = done(g, 3);
  const seen = [];
  for await (const value of stream) {
    seen.push(value);
    if (seen.length < 3) continue;
    assert.equal(await written, 3 << 4);
    g.drop();
    await settle();
  }
  assert.deepEqual(seen, [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
    { x: 5, y: 6 },
  ]);
  g.dispose();
});

test('a chunk that its source detaches ends the stream', async () => {
  const chunk = encode('abcdef');
  const g = guest(ofNumbers('u8'));
  g.take([chunk][Symbol.iterator]());
  g.start(0, 2);
  core.exports.waitable_join(g.instance, g.index, g.set);
  await settle();
  core.exports.waitable_set_poll(g.instance, 0, g.set);
  assert.equal(core.mail[2], 2 << 4);
  core.exports.waitable_join(g.instance, g.index, 0);
  structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
  g.start(0, 4);
  assert.equal(core.mail[0], 1);
  assert.match(told.pop()[0].message, /detached/);
  g.drop();
  g.dispose();
});

test('a byte stream is read into one buffer, over and over', async () => {
  let left = 5;
  const buffers = new Set();
  const stream = new ReadableStream({
    type: 'bytes',
    pull(c) {
      const { view } = /** @type {any} */ (c.byobRequest);
      buffers.add(view.byteLength);
      /** @type {any} */ (c.byobRequest).respond(view.byteLength);
      if (--left === 0) {
        c.close();
      }
    },
  });
  assert.equal((await readBy(stream, ofNumbers('u8'), 50_000)).length, 5 << 16);
  assert.deepEqual([...buffers], [1 << 16]);
});

test('an infinite source and a slow guest: one chunk', async () => {
  let asked = 0;
  const g = guest(ofNumbers('u8'));
  g.take(
    (function* () {
      for (;;) {
        asked++;
        yield encode('abcd');
      }
    })(),
  );
  await settle();
  assert.equal(asked, 0);
  for (let i = 0; i < 10; i++) {
    g.copy(1);
    await settle();
    g.event();
  }
  assert.ok(asked <= 4, String(asked));
  g.drop();
  await settle();
  g.dispose();
});

test('pipes, tee, Response, async iteration', async () => {
  for (const [name, use] of /** @type {[string, (stream: any) => any][]} */ ([
    ['Response', (stream) => new Response(stream).text()],
    ['pipeThrough', (stream) => new Response(stream.pipeThrough(new TransformStream())).text()],
    [
      'tee',
      async (stream) => (await Promise.all(stream.tee().map((/** @type {any} */ s) => new Response(s).text())))[1],
    ],
    [
      'iteration',
      async (stream) => {
        let text = '';
        for await (const chunk of stream) text += new TextDecoder().decode(chunk);
        return text;
      },
    ],
    [
      'pipeTo',
      async (stream) => {
        let text = '';
        const write = (/** @type {any} */ chunk) => {
          text += new TextDecoder().decode(chunk);
        };
        await stream.pipeTo(new WritableStream({ write }));
        return text;
      },
    ],
    [
      'transfer',
      async (stream) => {
        const { port1, port2 } = new MessageChannel();
        port1.postMessage(stream, [stream]);
        const got = await new Promise((resolve) => port2.once('message', resolve));
        const text = await new Response(got).text();
        port1.close();
        return text;
      },
    ],
    [
      'next',
      async (stream) => {
        let text = '';
        for (let r = await stream.next(); !r.done; r = await stream.next()) text += new TextDecoder().decode(r.value);
        return text;
      },
    ],
    [
      'read(2)',
      async (stream) => {
        let text = '';
        for (let b = await stream.read(2); b.length; b = await stream.read(2)) text += new TextDecoder().decode(b);
        return text;
      },
    ],
  ])) {
    const g = guest(ofNumbers('u8'));
    const used = use(g.give());
    for (const text of ['hello ', 'wor', 'ld']) {
      let left = encode(text);
      while (left.length) {
        g.bytes.set(left);
        left = left.subarray((await done(g, left.length)) >>> 4);
      }
    }
    g.drop();
    await settle();
    assert.equal(await used, 'hello world', name);
    g.dispose();
  }
});

test('a future is a promise whose read begins when somebody asks', async () => {
  for (const [type, value] of /** @type {[any, any][]} */ ([
    [ofNumbers('u32', true), 7],
    [ofNumbers('s64', true), 7n],
    [ofPoints(true), { x: 7, y: 0 }],
  ])) {
    for (const how of /** @type {const} */ (['await', 'all', 'catch', 'finally', 'resolve'])) {
      const g = guest(type);
      const future = g.give();
      assert.ok(future instanceof Promise);
      new Uint32Array(g.memory.buffer).set([7, 0]);
      g.start(0, 1);
      await settle();
      assert.equal(core.exports.waitable_set_poll(g.instance, 0, g.set), 0);
      const got = {
        await: async () => await future,
        all: async () => (await Promise.all([future]))[0],
        catch: () => future.catch(() => {}),
        finally: () => future.finally(() => {}),
        resolve: () => Promise.resolve(future),
      }[how]?.();
      assert.deepEqual(await got, value);
      assert.deepEqual(await future, value);
      g.drop();
      g.dispose();
    }
  }
});

test('a future that fails and that nobody asked for is no unhandled rejection', async () => {
  const g = guest(ofNumbers('u8', true));
  const future = g.give();
  g.trap();
  await settle();
  await assert.rejects(future, { message: 'trapped' });
  const other = guest(ofNumbers('u8', true));
  other.give();
  other.trap();
  await settle();
  g.dispose();
  other.dispose();
});

test('the value of a future that does not fit traps its reader, which says why', async () => {
  const g = guest(ofNumbers('u8', true));
  g.take(Promise.resolve('text'));
  await settle();
  assert.match(g.copy(1), /no value for a future: TypeError/);
  assert.match(told.pop()[0].message, /no u8: "text"/);
  g.dispose();
  const points = guest(ofPoints(true));
  points.take({ z: 1 });
  assert.throws(() => points.start(0, 1), /no value for a future: the value of the future.x must be u32/);
  assert.match(told.pop()[0].message, /the value of the future.x must be u32/);
  points.dispose();
});

test('a promise that is rejected is the error case of a result, if the reason fits', async () => {
  const type = {
    ...ofPoints(true),
    errorCase: (/** @type {any} */ reason) => (reason?.code ? { x: reason.code, y: 0 } : undefined),
  };
  for (const [reason, want] of [
    [{ code: 5 }, 'completed'],
    [new Error('no'), 'trap: the host gave no value for a future: no'],
  ]) {
    const g = guest(type);
    g.take(Promise.reject(reason));
    await settle();
    assert.ok(g.copy(1).startsWith(/** @type {string} */ (want)));
    g.dispose();
  }
});

test('thenables, and those whose then throws', async () => {
  for (const [value, want] of /** @type {[any, string][]} */ ([
    [{ then: (/** @type {any} */ f) => f(9) }, 'completed [9]'],
    [
      {
        then: () => {
          throw new Error('no');
        },
      },
      'trap: the host gave no value for a future: no',
    ],
    [
      {
        get then() {
          throw new Error('no');
        },
      },
      'trap: the host gave no value for a future: no',
    ],
    [9, 'completed [9]'],
  ])) {
    const g = guest(ofNumbers('u8', true));
    g.take(value);
    await settle();
    assert.equal(g.copy(1), want);
    g.dispose();
  }
});

test('what nobody refers to any more is dropped', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const g = guest(ofNumbers('u8'));
  (() => void g.give())();
  const h = guest(ofNumbers('u8'));
  let waiting = h.give().getReader();
  const read = waiting.read();
  waiting = undefined;
  for (let i = 0; i < 100 && ends.ops.stream_ends() > 1; i++) {
    ends.pump();
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(ends.ops.stream_ends(), 1); // somebody reads the other one
  assert.equal(h.copy(3), 'completed 3');
  await settle();
  assert.deepEqual((await read).value, Uint8Array.of(1, 2, 3));
  assert.equal(g.copy(1), 'dropped 0');
  h.drop();
  g.dispose();
  h.dispose();
});

test('an iterator whose return throws, and a stream whose cancel fails', async () => {
  for (const value of [
    {
      [Symbol.iterator]: () => ({
        next: () => ({ value: {} }),
        return: () => {
          throw new Error('return');
        },
      }),
    },
    new ReadableStream({ pull: (c) => c.enqueue({}), cancel: () => Promise.reject(new Error('cancel')) }),
    {
      cancel() {},
      getReader: () => ({
        read: async () => ({ value: {} }),
        cancel: () => {
          throw new Error('cancel');
        },
      }),
    },
  ]) {
    assert.equal((await readBy(value, ofNumbers('u8'))).length, 0);
    assert.equal(told.length, 1);
    assert.ok(told.pop()[0] instanceof TypeError);
  }
});

test('what fails in odd ways fails as all else does', async () => {
  const bare = Object.create(null);
  const shy = new Proxy(
    {},
    {
      get: () => {
        throw new Error('not for you');
      },
    },
  );
  for (const [reason, text] of /** @type {[any, string][]} */ ([
    [Symbol('no'), 'Symbol(no)'],
    [null, 'null'],
    [bare, 'a value of type object that has no text'],
    [shy, 'a value of type object that has no text'],
  ])) {
    const { reasonText } = await import('./reason.js');
    assert.equal(reasonText(reason), text);
    const g = guest(ofNumbers('u8', true));
    g.take(Promise.resolve({ then: (/** @type {any} */ _, /** @type {any} */ reject) => reject(reason) }));
    await settle();
    assert.equal(told.pop()[0], reason);
    assert.equal(g.start(0, 1), 2);
    assert.match(core.trapText(), /no value for a future/);
    g.dispose();
    // As a value, and as an element
    if (reason === null || reason === shy) continue; // which a promise cannot have
    const h = guest(ofNumbers('u8', true));
    h.take(Promise.resolve(reason));
    await settle();
    assert.match(told.pop()[0].message, /^the value of the future is no u8: /);
    h.dispose();
    assert.equal((await readBy([[reason]], ofNumbers('u8'))).length, 0);
    assert.match(told.pop()[0].message, /^element 0 of the stream is no u8: /);
  }
  assert.equal((await readBy([[shy]], ofNumbers('u8'))).length, 0);
  assert.match(told.pop()[0].message, /is no u8: an object of class nothing/);

  // A promise that is none any more.
  const own = Promise.resolve(1);
  Object.defineProperty(own, 'then', {
    value: () => {
      throw new Error('then');
    },
  });
  const g = guest(ofNumbers('u8', true));
  g.take(own);
  assert.equal(told.pop()[0].message, 'then');
  g.dispose();
});

test('what an iterator gives may be a thenable of any sort', async () => {
  const type = ofNumbers('u8');
  for (const [next, want, error] of /** @type {[(n: number) => any, number[], string | undefined][]} */ ([
    [
      () => ({
        get then() {
          throw new Error('getter');
        },
      }),
      [],
      'getter',
    ],
    [
      () => ({
        then() {
          throw new Error('then');
        },
      }),
      [],
      'then',
    ],
    [
      // answers twice
      (n) => ({
        then(/** @type {any} */ resolve, /** @type {any} */ reject) {
          const result = n < 3 ? { value: n } : { done: true };
          setImmediate(() => {
            resolve(result);
            resolve(result);
            reject(new Error('late'));
          });
        },
      }),
      [1, 2],
      undefined,
    ],
  ])) {
    let n = 0;
    assert.deepEqual([...(await readBy({ [Symbol.iterator]: () => ({ next: () => next(++n) }) }, type))], want);
    assert.equal(told.pop()?.[0].message, error);
  }
});

test('who is told of a failed source may fail as well', async () => {
  /** @type {any[]} */
  const thrown = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (e) => thrown.push(e));
  const { shared } = core;
  shared.onStreamError = () => {
    throw new Error('hook');
  };
  try {
    assert.equal((await readBy([[300]], ofNumbers('u8'))).length, 0);
    const g = guest(ofNumbers('u8', true));
    g.take({
      get then() {
        throw new Error('no');
      },
    });
    await settle();
    assert.match(g.copy(1), /no value for a future: no/);
    g.dispose();
    assert.deepEqual(
      thrown.map((e) => e.message),
      ['hook', 'hook'],
    );
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
});

test('a stream that has ended and is cancelled before all of it was read leaves others alone', async () => {
  const old = guest(ofPoints());
  const reader = old.give().getReader();
  const first = reader.read();
  await settle();
  assert.equal(old.start(0, 3), 3);
  await first; // two more wait in the stream
  old.drop();
  await settle();
  // Its number comes again.
  const g = guest(ofPoints());
  for (let i = 0; i < 2047; i++) {
    g.give();
    g.drop();
    ends.pump();
  }
  const other = g.give().getReader();
  const read = other.read();
  await settle();
  await reader.cancel();
  assert.equal(g.start(0, 1), 3);
  await settle();
  assert.equal((await read).done, false);
  await other.cancel();
  g.drop();
  g.dispose();
  old.dispose();
});

test('an iterator is told what was not taken of its last chunk of bytes', async () => {
  for (const [takes, rest] of /** @type {[number[], number[] | undefined][]} */ ([
    [[2], [3, 4, 5]],
    [[2, 2], [5]],
    [[5], [6, 7]], // which it was asked for then
    [[5, 1], [7]],
    [[], undefined],
  ])) {
    /** @type {(Uint8Array | undefined)[]} */
    const told = [];
    const chunks = [Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(6, 7)];
    const g = guest(ofNumbers('u8'));
    g.take({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ value: chunks.shift(), done: false }),
        return: async (/** @type {Uint8Array | undefined} */ value) => {
          told.push(value);
          return { done: true, value };
        },
      }),
    });
    for (const n of takes) assert.equal((await done(g, n)) >>> 4, n);
    g.drop();
    await settle();
    g.dispose();
    assert.deepEqual(told, [rest && Uint8Array.from(rest)]);
  }
});

test('which reasons are the error of a result', async () => {
  const { errorCase } = await import('./errorcase.js');
  const err = (/** @type {any} */ val) => ({ tag: 'err', val });
  for (const [shape, reason, want] of /** @type {[any, any, any][]} */ ([
    [null, new Error('no'), err(undefined)],
    ['string', 'no', err('no')],
    ['string', new Error('no'), undefined],
    ['string', Object.assign(new Error('no'), { payload: 'yes' }), err('yes')],
    ['string', 5, undefined],
    ['number', 5, err(5)],
    [['a', 'b'], 'b', err('b')],
    [['a', 'b'], { tag: 'a', val: 1 }, err({ tag: 'a', val: 1 })],
    [['a', 'b'], 'c', undefined],
    [['a', 'b'], undefined, undefined],
    ['object', { x: 1 }, err({ x: 1 })],
    ['object', new TypeError('no'), undefined],
  ])) {
    assert.deepEqual(errorCase(shape)(reason), want);
  }
});
