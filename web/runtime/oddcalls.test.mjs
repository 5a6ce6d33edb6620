// Calls at odd moments: inside of a function of the host's, or while a guest that yields on its stack leaves no pause.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

/** @type {string} */
let folder;
/** @type {import('./jco-go-runtime.js').Runtime} */
let runtime;
/** @type {(stop: () => boolean) => Promise<any>} an instance of testdata/fixtures/async-spin.wat */
let make;

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'jco-go-odd-calls-'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}\n');
  const flags = ['-o', folder, '-q', '-I', 'async'];
  await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/async-spin.wasm', ...flags]);
  await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/async-nap.wasm', ...flags]);
  await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/bench/async.wasm', ...flags]);
  const url = (/** @type {string} */ name) => pathToFileURL(join(folder, name)).href;
  runtime = await (await import(url('jco-go-runtime.js'))).loadRuntime();
  const { instantiate } = await import(url('async-spin.js'));
  make = (stop) => instantiate(undefined, { stop: { default: stop } });
});

after(() => rm(folder, { recursive: true }));

/** A turn of the event loop. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/**
 * What a call comes to in a few turns.
 * @param {Promise<any>} call
 */
const outcome = (call) =>
  Promise.race([
    call.then(
      (value) => ['returned', value],
      (error) => ['failed', error?.message ?? error],
    ),
    turn()
      .then(turn)
      .then(turn)
      .then(() => ['goes on']),
  ]);

/**
 * An instance whose function of the host's does something, once, while the guest runs.
 * @param {() => void} act
 */
function during(act) {
  let done = false;
  return make(() => {
    if (!done) {
      done = true;
      act();
    }
    return true;
  });
}

test('a guest that yields on its stack lets timers fire', async () => {
  let [fired, asked] = [false, 0];
  const guest = await make(() => fired || ++asked > 100_000);
  setTimeout(() => {
    fired = true;
  });
  await guest.spin();
  assert.equal(fired, true);
});

test('a guest that yields by its callback, without a stack, lets timers fire', async () => {
  const { instantiate } = await import(pathToFileURL(join(folder, 'async-nap.js')).href);
  let [fired, asked] = [false, 0];
  const guest = await instantiate(undefined, { stop: { default: () => fired || ++asked > 100_000 } });
  setTimeout(() => {
    fired = true;
  });
  await guest.nap();
  assert.equal(fired, true);
});

test('a call made while another component runs can be cancelled', async () => {
  const guest = await make(() => false);
  const controller = new AbortController();
  /** @type {Promise<any>} */
  let nap = Promise.resolve();
  const other = await during(() => {
    nap = guest.nap({ signal: controller.signal });
  });
  assert.equal(await other.spin(), 1);
  await turn();
  controller.abort('enough');
  assert.deepEqual(await outcome(nap), ['failed', 'enough']);
});

test('one that is cancelled before it could begin does not begin', async () => {
  let asked = 0;
  const guest = await make(() => ++asked > 0);
  /** @type {Promise<any>} */
  let nap = Promise.resolve();
  const other = await during(() => {
    const controller = new AbortController();
    nap = guest.nap({ signal: controller.signal });
    controller.abort('never mind');
  });
  assert.equal(await other.spin(), 1);
  assert.deepEqual(await outcome(nap), ['failed', 'never mind']);
  assert.equal(asked, 0);
  assert.equal(await guest.nap(), 1);
});

test('a signal that is aborted by a function of the host’s, in the call that has the signal, cancels it', async () => {
  const controller = new AbortController();
  const guest = await during(() => controller.abort('from inside'));
  assert.deepEqual(await outcome(guest.nap({ signal: controller.signal })), ['failed', 'from inside']);
});

test('a call that is cancelled while its instance runs another learns of it afterwards', async () => {
  const controller = new AbortController();
  const guest = await during(() => controller.abort('from ask'));
  const sleep = guest.sleep({ signal: controller.signal });
  assert.equal(guest.ask(), true);
  assert.deepEqual(await outcome(sleep), ['failed', 'from ask']);
  guest[Symbol.dispose](); // it keeps its waitable set
});

test('an instance that failed says of what, also if no caller was there to be told', async () => {
  const guest = await make(() => true);
  assert.equal(await guest.break(), 1);
  const refused = (/** @type {any} */ e) => {
    assert.match(e.message, /cannot enter component instance, which failed before \(in /);
    assert.match(e.cause.cause.message, /unreachable/);
    return true;
  };
  await assert.rejects(guest.nap(), refused);
  assert.throws(() => guest.ask(), refused);
});

test('a sync export that has to wait for the host says what would let it', async () => {
  const flags = ['-o', join(folder, 'sync'), '-q', '-I', 'async', '--async-mode', 'jspi', '--async-imports', 'stop'];
  await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/async-spin.wasm', ...flags]);
  const { instantiate } = await import(pathToFileURL(join(folder, 'sync', 'async-spin.js')).href);
  const guest = await instantiate(undefined, { stop: { default: async () => true } });
  assert.throws(() => guest.ask(), /cannot block a synchronous task .* stop: func.* asyncExports \(in ask/);
});

test('a function of the host’s that calls the instance is refused, whether calls have stacks or not', async () => {
  /** @type {Promise<any>} */
  let inside = Promise.resolve();
  const guest = await during(() => {
    inside = guest.nap();
    inside.catch(() => {});
  });
  assert.equal(await guest.spin(), 1);
  await assert.rejects(inside, /cannot enter component instance/);
  assert.equal(await guest.nap(), 1);
});

test('nothing is a deadlock while a guest runs', async () => {
  let ended = -1;
  const guest = await during(() => {
    ended = runtime.endDeadlocks();
  });
  assert.equal(await guest.spin(), 1);
  assert.equal(ended, 0);
});

test('what is alive at once has limits', async () => {
  let stop = false;
  const guest = await make(() => stop);
  runtime.setLimits({ tasks: 2 });
  const naps = [guest.nap(), guest.nap()];
  await assert.rejects(guest.nap(), /too many tasks: the limit is 2/);
  runtime.setLimits({});
  naps.push(guest.nap());
  stop = true;
  assert.deepEqual(await Promise.all(naps), [1, 1, 1]);
  for (const n of [-1, 1.5, 2 ** 31, '7'])
    assert.throws(() => runtime.setLimits({ tasks: /** @type {any} */ (n) }), RangeError);
});

test('what a host rejects with or throws is what the caller gets, whatever it is', async () => {
  const { instantiate } = await import(pathToFileURL(join(folder, 'async.js')).href);
  const rude = () => {
    throw new Error('do not look');
  };
  const handler = { has: rude, get: rude, getPrototypeOf: rude, getOwnPropertyDescriptor: rude };
  for (const reason of [{ path: 'p', text: 't' }, 'text', undefined, Symbol('why'), new Proxy({}, handler)]) {
    const rejects = () => Promise.reject(reason);
    const throws = () => {
      throw reason;
    };
    for (const host of [rejects, throws]) {
      const guest = await instantiate(null, { host });
      const failed = guest.wait(1).catch((/** @type {any} */ e) => ({ e }));
      const settled = await Promise.race([failed, turn().then(turn)]);
      assert.ok(settled && Object.is(settled.e, reason), `${host.name} ${typeof reason}`);
      await assert.rejects(guest.wait(1), /cannot enter component instance, which failed before/);
    }
  }
});

test('a host’s function that fails with the trap of another component gives that one', async () => {
  const { instantiate } = await import(pathToFileURL(join(folder, 'async.js')).href);
  const broken = await make(() => true);
  await broken.break();
  const traps = [
    () => broken.nap(),
    async () => (await make(() => true)).break().then(() => broken.ask()),
    () => Promise.reject(new WebAssembly.RuntimeError('unreachable')), // an engine's own, of core WebAssembly
  ];
  for (const host of traps) {
    const guest = await instantiate(null, { host });
    await assert.rejects(guest.wait(1), (/** @type {any} */ e) => {
      assert.equal(e.message.match(/wasm trap: /g)?.length ?? 0, 1, e.message);
      assert.equal(e.message.match(/\(in /g)?.length, 1, e.message);
      return true;
    });
  }
});

test('nothing is left', async () => {
  await turn();
  assert.deepEqual(new Set(Object.values(runtime.live())), new Set([0]));
});

for (const at of ['tick', 'host_resolve', 'switched']) {
  test(`a core that breaks in ${at} fails all calls, and the next instance has a new one`, async () => {
    const url = (/** @type {string} */ name) => pathToFileURL(join(folder, name)).href;
    const driver = await (await import(url('jco-go-runtime.js'))).loadRuntime();
    const { instantiate } = await import(url('async.js'));
    let answer = (/** @type {number} */ _) => {};
    const waiting = new Promise((resolve) => {
      answer = resolve;
    });
    const [guest, other] = [
      await instantiate(null, { host: () => waiting }),
      await instantiate(null, { host: () => new Promise(() => {}) }),
    ];
    const calls = [guest.wait(1), other.wait(1)];
    const outcomes = Promise.all(calls.map(outcome));
    await Promise.resolve();
    driver.ops = { ...driver.ops, [at]: () => driver.core.exports.return(123456789) }; // there is no such task
    answer(1);
    for (const [how, text] of await outcomes) {
      assert.equal(how, 'failed');
      assert.match(text, /the task core broke, which is a mistake in jco-go: panic/);
    }
    await assert.rejects(guest.wait(1), /the task core broke/);
    assert.throws(() => other.context(1), /the task core broke/);
    assert.equal(await (await instantiate(null, { host: async () => 5 })).wait(1), 5);
  });
}
