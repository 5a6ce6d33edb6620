// The conformance runner's worker for Chromium, with a hand-written component: what the runner relies on when a script
// crashes or hangs. The suites themselves run by `npm run conformance -- --engine chromium`.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conversation, converse, Worker } from '../internal/tools/conformance/worker/worker-client.mjs';

const worker = new Worker('chromium.mjs');
after(() => worker.process.kill());

test('it answers as the runner expects', async () => {
  assert.deepEqual(await worker.ask({ op: 'open' }), { kind: 'ok' });
  await converse(worker, assert);
});

test('a new page knows nothing of the one before', async () => {
  assert.deepEqual(await worker.ask({ op: 'open' }), { kind: 'ok' });
  assert.equal((await worker.ask({ op: 'invoke', inst: 3, field: 'count' })).kind, 'fault');
});

test('it ends, and its browser with it, while a page hangs', async () => {
  const [define, , instantiate] = conversation;
  await worker.ask(define[0]);
  await worker.ask(instantiate[0]);
  const hang = worker.ask({ op: 'invoke', inst: 3, field: 'hang' });
  await sleep(200);
  worker.process.kill('SIGTERM');
  assert.ok('ended' in (await hang));
});
