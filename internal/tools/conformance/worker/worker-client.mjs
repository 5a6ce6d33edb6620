// For tests: starts a worker and talks to it as the runner does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A glue folder that stands for a transpiled component, see testdata/glue/glue.js. */
const dir = path.join(import.meta.dirname, 'testdata', 'glue');

/** @type {import('./values.mjs').Shape} */
const u32 = { kind: 'u32' };

/** @type {Record<string, import('./executor.mjs').JSExport>} */
const exports = {
  add: { path: ['add'], params: [{ kind: 's32' }, { kind: 's32' }], result: { kind: 's32' } },
  count: { path: ['count'], params: [], result: u32 },
  imported: { path: ['imported'], params: [], result: u32 },
  'echo-list': {
    path: ['echo'],
    params: [{ kind: 'list', elem: { kind: 'u64' } }],
    result: { kind: 'list', elem: { kind: 'u64' } },
  },
  nothing: { path: ['nothing'], params: [], result: null },
  trap: { path: ['trap'], params: [], result: null },
  fail: { path: ['fail'], params: [], result: { kind: 'result', elem: u32, err: { kind: 'string' } } },
  succeed: { path: ['succeed'], params: [], result: { kind: 'result', elem: u32, err: { kind: 'string' } } },
  'wrong-form': { path: ['succeed'], params: [], result: { kind: 'string' } },
  promise: { path: ['promise'], params: [], result: u32 },
  'async-promise': { path: ['promise'], async: true, params: [], result: u32 },
  'ns:pkg/iface@1.0.0#hello': { path: ['ns:pkg/iface@1.0.0', 'hello'], params: [], result: { kind: 'string' } },
  missing: { path: ['none', 'such'], params: [], result: null },
  print: { path: ['print'], params: [], result: null },
  hang: { path: ['hang'], params: [], result: null },
};

/** @param {string} core */
const transpiled = (core = 'add.core.wasm') => ({ dir, entry: 'glue.js', cores: [core], exports });

const value = (/** @type {string} */ type, /** @type {any} */ v) => ({ type, value: v });

/**
 * Requests and the answers to them, in order: the same for every JavaScript worker. A RegExp stands for a message.
 * @type {[request: any, kind: string, answer?: any][]}
 */
export const conversation = [
  [{ op: 'define', def: 1, transpiled: transpiled() }, 'ok'],
  [{ op: 'define', def: 2, transpiled: transpiled('bad.core.wasm') }, 'refused', /magic/],
  [{ op: 'instantiate', def: 1, inst: 3 }, 'ok'],
  [{ op: 'instantiate', def: 1, inst: 4, imports: { other: 3 } }, 'ok'],
  [{ op: 'instantiate', def: 1, inst: 5, imports: { refuse: 3 } }, 'unlinkable', /missing import "host"/],
  [{ op: 'instantiate', def: 2, inst: 6 }, 'fault', /no definition 2/],
  [{ op: 'invoke', inst: 3, field: 'add', args: [value('s32', '2'), value('s32', '-44')] }, 'ok', value('s32', '-42')],
  [{ op: 'invoke', inst: 3, field: 'count' }, 'ok', value('u32', '1')],
  [{ op: 'invoke', inst: 4, field: 'count' }, 'ok', value('u32', '1')],
  [{ op: 'invoke', inst: 4, field: 'imported' }, 'ok', value('u32', '2')],
  [
    { op: 'invoke', inst: 3, field: 'echo-list', args: [value('list', [value('u64', '18446744073709551615')])] },
    'ok',
    value('list', [value('u64', '18446744073709551615')]),
  ],
  [{ op: 'invoke', inst: 3, field: 'nothing' }, 'ok'],
  [{ op: 'invoke', inst: 3, field: 'trap' }, 'trap', /^wasm trap: it broke$/],
  [{ op: 'invoke', inst: 3, field: 'fail' }, 'ok', value('result', { Err: value('string', 'why') })],
  [{ op: 'invoke', inst: 3, field: 'succeed' }, 'ok', value('result', { Ok: value('u32', '7') })],
  [{ op: 'invoke', inst: 3, field: 'wrong-form' }, 'fault', /string: wanted a well-formed string, got 7/],
  [{ op: 'invoke', inst: 3, field: 'promise' }, 'fault', /a sync function returned/],
  [{ op: 'invoke', inst: 3, field: 'async-promise' }, 'ok', value('u32', '1')],
  [{ op: 'invoke', inst: 3, field: 'ns:pkg/iface@1.0.0#hello' }, 'ok', value('string', 'hello')],
  [{ op: 'invoke', inst: 3, field: 'missing' }, 'fault', /no function none\.such/],
  [{ op: 'invoke', inst: 3, field: 'none' }, 'fault', /no exported function "none"/],
  [{ op: 'invoke', inst: 3, field: 'add', args: [] }, 'fault', /2 parameters, 0 arguments/],
  [{ op: 'invoke', inst: 9, field: 'add', args: [] }, 'fault', /no instance 9/],
  [{ op: 'invoke', inst: 3, field: 'print' }, 'ok'],
  [{ op: 'dance' }, 'fault', /unknown request dance/],
];

/** A worker process. */
export class Worker {
  /** @param {string} script */
  constructor(script) {
    this.process = spawn(process.execPath, [path.join(import.meta.dirname, script)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (this.process.stdout) });
    this.ended = once(this.process, 'exit');
  }

  /**
   * @param {any} request
   * @returns {Promise<any>} the answer, or { ended: exit code } if the worker ended
   */
  async ask(request) {
    const answer = once(this.lines, 'line').then(([line]) => JSON.parse(line));
    this.process.stdin?.write(`${JSON.stringify(request)}\n`);
    return Promise.race([answer, this.ended.then(([code]) => ({ ended: code }))]);
  }

  /** Ends the worker as the runner ends one that goes on well. */
  async close() {
    this.process.stdin?.end();
    return (await this.ended)[0];
  }
}

/**
 * Holds the whole conversation.
 * @param {Worker} worker
 * @param {typeof import('node:assert/strict')} assert
 */
export async function converse(worker, assert) {
  for (const [request, kind, wanted] of conversation) {
    const { message, ...rest } = await worker.ask(request);
    const about = `${JSON.stringify(request).slice(0, 100)}: ${message}`;
    if (wanted instanceof RegExp) {
      assert.equal(rest.kind, kind, about);
      assert.match(message, wanted);
    } else {
      assert.deepEqual(rest, wanted === undefined ? { kind } : { kind, value: wanted }, about);
    }
  }
}
