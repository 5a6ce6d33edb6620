import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, Rate, rate, time } from './figures.js';
import { Overview } from './overview.js';
import { Source } from './source.js';
import { readTrace } from './trace.js';

test('lines of a trace', () => {
  /** @type {any[]} */
  const operations = [];
  const text = '@1500 call 1 2 = ok | 3 -4\nnew-instance 0 1 = ok\nnonsense\n\n@2000 tick = idle';
  readTrace(text, (operation) => operations.push(operation));
  assert.deepEqual(operations, [
    { at: 1.5, name: 'call', args: [1, 2], status: 'ok', mail: [3, -4] },
    { at: 2, name: 'tick', args: [], status: 'idle', mail: [] },
  ]);
});

test('figures', () => {
  assert.deepEqual([0, 999, 1000, 64_000_000, 3e9].map(bytes), ['0 B', '999 B', '1.0 kB', '64.0 MB', '3.00 GB']);
  assert.deepEqual([0, 12_340_000, 99_960_000, 234e6].map(rate), ['0.0 MB/s', '12.3 MB/s', '100.0 MB/s', '234 MB/s']);
  assert.deepEqual([0, 0.05, 0.0999, 1.234, 9.999, 59.6, 999.9].map(time), [
    ...['0 ms', '50 µs', '0.10 ms', '1.23 ms', '10 ms', '60 ms', '1.00 s'],
  ]);
  const speed = new Rate();
  assert.equal(speed.now(0, 0), 0);
  for (let at = 0; at <= 3000; at += 50) speed.add(at, at < 1500 ? 0 : (at - 1500) * 1000);
  assert.equal(speed.now(3000, 1_500_000), 1e6, 'the last second counts');
});

test('the strip of a run keeps its sums, however long it takes', () => {
  const overview = new Overview();
  overview.clear(100);
  let given = 0;
  for (let at = 104; at < 100_000; at += 37) {
    overview.add(at, 1000, 20);
    given += 1000;
  }
  const sum = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0);
  assert.equal(sum(overview.bytes), given);
  assert.ok(overview.bytes.length <= 160 && overview.bytes.length > 60);
  assert.ok(Math.abs(sum(overview.ran) - (given / 1000) * 20) < 20);
  assert.ok(overview.ran.every((ran) => ran <= overview.width + 20));
  const [, , third] = overview.rates;
  assert.ok(Math.abs(third - 1e6 / 37) < 2000, `${third} bytes a second`);
});

/** @param {any} source */
function body(source) {
  return new ReadableStream(source, { highWaterMark: 0 });
}

test('a source counts, and ends', async () => {
  const start = (/** @type {any} */ controller) => {
    controller.enqueue(new Uint8Array(6));
    controller.close();
  };
  const source = new Source('a', 6, body({ start }));
  assert.equal(source.taken, 0, 'nothing is read ahead');
  assert.equal((await new Response(source.stream).arrayBuffer()).byteLength, 6);
  assert.deepEqual([source.taken, source.state], [6, 'ended']);
  source.stop('too late');
  assert.equal(source.state, 'ended');
});

test('a source that fails', async () => {
  const pull = () => Promise.reject(new Error('broken'));
  const source = new Source('a', undefined, body({ pull }));
  await assert.rejects(new Response(source.stream).arrayBuffer(), /broken|aborted|terminated/);
  assert.deepEqual([source.state, /** @type {any} */ (source.reason).message], ['failed', 'broken']);
});

test('a source that is cancelled by its reader, and one that the page stops while it is read', async () => {
  /** @type {unknown[]} */
  const reasons = [];
  const cancel = (/** @type {unknown} */ reason) => reasons.push(reason);
  const never = () => new Promise(() => {});
  const first = new Source('a', 1, body({ pull: never, cancel }));
  await first.stream.cancel('enough');
  const second = new Source('b', 1, body({ pull: never, cancel }));
  const waits = second.stream.getReader().read();
  second.stop('away');
  assert.deepEqual(await waits, { value: undefined, done: true });
  assert.deepEqual(
    [first.state, first.reason, second.state, second.reason],
    ['cancelled', 'enough', 'stopped', 'away'],
  );
  assert.deepEqual(reasons, ['enough', 'away']);
});
