// Standard files: what may be given for them, in which order bytes come, and how streams end.

import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { wasi as inBrowser } from '../browser/index.js';
import { wasi as inNode } from '../node/index.js';

const ok = { tag: 'ok', val: undefined };

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

/** A guest's stream. @param {...string} chunks */
const written = (...chunks) => /** @type {any} */ (new Blob(chunks).stream());

/** @param {any} stream */
async function read(stream) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  return text;
}

for (const [where, wasi] of /** @type {const} */ ([
  ['Node', inNode],
  ['browsers', inBrowser],
])) {
  /** @param {import('../index.js').WasiOptions} options */
  const host = (options) => wasi(options);

  test(`${where}: output to a function, a WritableStream and a Writable of Node`, async () => {
    for (const kind of ['function', 'web', 'node']) {
      let got = '';
      const take = (/** @type {Uint8Array} */ chunk) => {
        got += new TextDecoder().decode(chunk);
      };
      /** @type {any} */
      let sink = take;
      if (kind === 'web') sink = new WritableStream({ write: take });
      if (kind === 'node')
        sink = new Writable({
          write: (chunk, _, done) => {
            take(chunk);
            done();
          },
        });
      const { 'wasi:cli/stdout@0.3.0': stdout, 'wasi:cli/stderr@0.3.0': stderr } = host({ stdout: sink, stderr: sink });
      assert.deepEqual(await stdout.writeViaStream(written('héllo ', 'world')), ok);
      assert.deepEqual(await stderr.writeViaStream(written('!')), ok);
      assert.equal(got, 'héllo world!', kind);
    }
  });

  test(`${where}: an output that fails drops the guest's stream and says how`, async () => {
    const failing = (/** @type {any} */ error) => ({
      stdout: () => {
        throw error;
      },
    });
    for (const [error, code] of [
      [new Error('no'), 'io'],
      [Object.assign(new Error('gone'), { code: 'EPIPE' }), 'pipe'],
      [Object.assign(new Error('no text'), { payload: 'illegal-byte-sequence' }), 'illegal-byte-sequence'],
    ]) {
      let dropped = false;
      const data = new ReadableStream({
        pull: (controller) => controller.enqueue(bytes('x')),
        cancel: () => {
          dropped = true;
        },
      });
      const { writeViaStream } = host(failing(error))['wasi:cli/stdout@0.3.0'];
      assert.deepEqual(await writeViaStream(/** @type {any} */ (data)), { tag: 'err', val: code });
      assert.ok(dropped);
    }
  });

  test(`${where}: input from all that may be given`, async () => {
    const text = 'one two €';
    const through = new PassThrough();
    through.end(text);
    for (const source of [
      text,
      bytes(text),
      bytes(text).buffer,
      new Blob([text]),
      new Blob([text]).stream(),
      through,
      [bytes('one '), 'two €'],
      (async function* () {
        yield* [bytes('one '), bytes('two €')];
      })(),
    ]) {
      const { readViaStream } = host({ stdin: /** @type {any} */ (source) })['wasi:cli/stdin@0.3.0'];
      const [stream, end] = readViaStream();
      assert.equal(await read(stream), text);
      assert.deepEqual(await end, ok);
      const [again, endAgain] = readViaStream();
      assert.equal(await read(again), '', 'at the end');
      assert.deepEqual(await endAgain, ok);
    }
  });

  test(`${where}: the next stream of the input goes on where the last one was dropped`, async () => {
    const { readViaStream } = host({ stdin: [bytes('one'), bytes('two'), bytes('three')] })['wasi:cli/stdin@0.3.0'];
    const [first, end] = readViaStream();
    const iterator = /** @type {any} */ (first)[Symbol.asyncIterator]();
    await iterator.next();
    const { value } = await iterator.next();
    await iterator.return?.(value.subarray(1)); // as the runtime does for a guest that took one byte of it
    assert.deepEqual(await end, ok);
    assert.equal(await read(readViaStream()[0]), 'wothree');
  });

  test(`${where}: a stream that is dropped while it waits does not take what comes then`, async () => {
    const through = new PassThrough();
    const { readViaStream } = host({ stdin: through })['wasi:cli/stdin@0.3.0'];
    const [first, end] = readViaStream();
    const iterator = /** @type {any} */ (first)[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await iterator.return?.();
    assert.deepEqual([await waiting, await end], [{ done: true, value: undefined }, ok]);
    through.end('late');
    assert.equal(await read(readViaStream()[0]), 'late');
  });

  test(`${where}: an input that fails gives its code`, async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) });
    const [stream, end] = host({ stdin: broken })['wasi:cli/stdin@0.3.0'].readViaStream();
    assert.equal(await read(stream), '');
    assert.deepEqual(await end, { tag: 'err', val: 'io' });
  });
}

test('browsers: the console gets lines, and what has no end of line after a moment', async () => {
  /** @type {string[]} */
  const logged = [];
  const { log } = console;
  console.log = (line) => logged.push(line);
  try {
    const { writeViaStream } = inBrowser()['wasi:cli/stdout@0.3.0'];
    await writeViaStream(written('a\nb'));
    await writeViaStream(written('c\n\nd€'));
    assert.deepEqual(logged, ['a', 'bc', '']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(logged, ['a', 'bc', '', 'd€']);
  } finally {
    console.log = log;
  }
});

test('two hosts share nothing', async () => {
  const one = inNode({ args: ['one'], env: { A: '1' }, stdin: 'first' });
  const two = inNode({ args: ['two'], env: [['B', '2']], stdin: 'second', cwd: '/work' });
  assert.deepEqual(one['wasi:cli/environment@0.3.0'].getArguments(), ['one']);
  assert.deepEqual(two['wasi:cli/environment@0.3.0'].getArguments(), ['two']);
  assert.deepEqual(one['wasi:cli/environment@0.3.0'].getEnvironment(), [['A', '1']]);
  assert.deepEqual(two['wasi:cli/environment@0.3.0'].getEnvironment(), [['B', '2']]);
  assert.equal(one['wasi:cli/environment@0.3.0'].getInitialCwd(), undefined);
  assert.equal(two['wasi:cli/environment@0.3.0'].getInitialCwd(), '/work');
  assert.equal(await read(one['wasi:cli/stdin@0.3.0'].readViaStream()[0]), 'first');
  assert.equal(await read(two['wasi:cli/stdin@0.3.0'].readViaStream()[0]), 'second');
});
