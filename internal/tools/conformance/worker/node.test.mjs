import assert from 'node:assert/strict';
import test from 'node:test';
import { converse, Worker } from './worker-client.mjs';

test('the worker for Node answers as the runner expects', async () => {
  const worker = new Worker('node.mjs');
  await converse(worker, assert);
  assert.equal(await worker.close(), 0);
});
