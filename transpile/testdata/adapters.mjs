// Runs the adapters of adapters_test.go over the real core. The argument is the folder with adapters.wasm and
// adapters.json.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCore } from '../../web/runtime/core.js';

const dir = process.argv[2];
const { names, glue: wanted, ids: wantedIds, operations } = JSON.parse(readFileSync(join(dir, 'adapters.json'), 'utf8'));
const module = new WebAssembly.Module(readFileSync(join(dir, 'adapters.wasm')));
const core = await loadCore(new URL('../../web/runtime/jco-go-runtime.wasm', import.meta.url));
const ops = core.exports;
for (const name of operations) assert.equal(typeof ops[name], 'function', name);

const [ok, block, trapped, run] = [0, 1, 2, 4];
const [actionCallback, actionSwitch, actionThread] = [2, 3, 4];
const instance = ops.new_instance(0);
const numbers = {
  mail: core.mailAddress,
  context: core.contextAddress,
  instance0: instance,
  type0: ops.new_type(0, 1, 1),
  type1: ops.new_type(1, 1, 1),
  options0: 77,
  resource1: 41,
  resource2: 42,
};
assert.deepEqual(Object.keys(numbers).sort(), [...wantedIds].sort());

/** @type {string[]} what the adapters asked of the glue */
let said = [];
/** @type {Map<number, (thread: number) => void>} */
const parked = new Map();
let refuse = false;
let lowerStatus = ok;
const say = (name, result) => (...args) => {
  said.push([name, ...args].join(' '));
  return refuse ? 0 : result;
};
const glue = Object.fromEntries(wanted.map((name) => [name, say(name, 1)]));
glue.fail = (t) => said.push(`fail ${t}: ${core.trapText()}`);
glue.park = new WebAssembly.Suspending((status) => {
  const thread = core.mail[status === block ? 0 : 7];
  said.push(`park ${status === block ? 'block' : 'run'} ${thread}`);
  const promise = new Promise((resolve) => parked.set(thread, resolve));
  if (status !== block) perform();
  return promise;
});
glue.run = () => {
  said.push('run');
  perform();
  return 1;
};
const nameOf = (/** @type {string} */ name) => names[name].replace('trampoline', '');
glue[`lower${nameOf('lower')}`] = (a, b) => {
  said.push(`lower ${a} ${b}`);
  return lowerStatus === block ? ops.host_wait(subtask) : lowerStatus;
};
glue[`result${nameOf('lower')}`] = () => 1n << 40n;
let subtask = 0;
glue.returned0 = () => endTask();
glue.returned1 = (packed) => {
  said.push(`returned1 ${packed}`);
  const status = ops.callback_returned(packed);
  assert.notEqual(status, trapped, core.trapText());
  return status === run ? 1 : 0;
};
glue.returned_thread = () => {
  said.push('returned_thread');
  assert.equal(ops.thread_exit(), ok);
};

const { exports } = new WebAssembly.Instance(module, { core: ops, id: numbers, glue });
const call = (name, ...args) => exports[names[name]](...args);

/** Takes what was said. */
const heard = () => {
  const list = said;
  said = [];
  return list;
};

/** An adapter that ends the guest, after the core's trap. */
const fails = (text, name, ...args) => {
  assert.throws(() => call(name, ...args), /unreachable/);
  assert.deepEqual(heard(), [`fail ${nameOf(name)}: ${text}`]);
};

// ---- a stack is a promising call of liftL; what the guest does is a function here
let guest;
let ended = [];
const lift = ops.new_lift(instance, 3, 0, 0); // async type, async: stackful
const guestCode = new WebAssembly.Module(
  // (module (import "" "" (func (param i32))) (func (export "f") (param i32) local.get 0 call 0))
  Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 1, 0x7f, 0, 2, 5, 1, 0, 0, 0, 0, 3, 2, 1, 0],
    ...[7, 5, 1, 1, 0x66, 0, 1, 10, 8, 1, 6, 0, 0x20, 0, 0x10, 0, 0x0b],
  ),
);
exports.functions.grow(3);
const slots = { stackful: 0, callbackStart: 2, callback: 3, thread: 4 };
exports.functions.set(
  slots.stackful,
  new WebAssembly.Instance(guestCode, { '': { '': (n) => guest(n) } }).exports.f,
);

/** What performs an Action. */
function perform() {
  const [action, thread, , , code, p1, p2] = core.mail;
  switch (action) {
    case actionSwitch:
      parked.get(thread)(thread);
      parked.delete(thread);
      break;
    case actionThread:
      onStack(threadStack(slots.thread, core.mail[3]));
      break;
    case actionCallback:
      events.push([code, p1, p2]);
      assert.equal(callbackStatus(), ok);
      break;
    default:
      assert.fail(`action ${action}`);
  }
}
let events = [];
let callbackStatus = () => ops.callback_returned(0);

/** What follows the guest's return. */
const endTask = () => {
  said.push('returned0');
  assert.equal(ops.return_begin(instance, 0, 0), ok);
  ops.return(core.mail[0]);
  assert.equal(ops.thread_exit(), ok);
  return 0;
};

// ---- built-ins that do not wait, in a task
assert.equal(ops.call(lift, 5), ok);
const task = core.mail[0];
assert.equal(call('contextGet0'), 0);
call('contextSet0', -2);
assert.equal(call('contextGet0'), -2);
call('contextSet1', 1n << 40n);
assert.equal(call('contextGet1'), 1n << 40n);
assert.equal(call('contextGet0'), -2);
call('contextSet0', 5);
assert.equal(new BigUint64Array(core.memory.buffer, core.contextAddress, 1)[0], 5n);
assert.equal(call('threadIndex'), 1);

const set = call('setNew');
assert.equal(set, 1);
assert.equal(call('setPoll', set, 64), 0);
assert.deepEqual(heard(), [`event${nameOf('setPoll')} 64 0 0`]);
refuse = true;
assert.throws(() => call('setPoll', set, 63), /unreachable/);
assert.deepEqual(heard(), [`event${nameOf('setPoll')} 63 0 0`]);
refuse = false;
fails('unknown handle index 9', 'setPoll', 9, 64);
fails('unknown handle index 9', 'setDrop', 9);
fails('unknown handle index 9', 'join', 9, set);
fails('unknown handle index 9', 'subtaskDrop', 9);
fails('unknown handle index 9', 'subtaskCancel', 9);
fails('unknown handle index 9', 'errorDrop', 9);
fails('backpressure counter underflow', 'backpressureDec');
call('backpressureInc');
call('backpressureInc');
call('backpressureDec');
fails('unknown thread index 9', 'resumeLater', 9);
fails('`task.cancel` called by task which has not been cancelled', 'taskCancel');

// ---- a stream inside the component
let both = call('streamNew');
let [r, w] = [Number(both & 0xffffffffn), Number(both >> 32n)];
assert.deepEqual([r, w], [2, 3]);
assert.equal(call('streamWrite', w, 100, 4), -1);
assert.deepEqual(heard(), [`buffer${nameOf('streamWrite')} 100 4`]);
assert.equal(call('streamRead', r, 200, 3), (3 << 4) | 0);
assert.deepEqual(heard(), [`buffer${nameOf('streamRead')} 200 3`, 'copied']);
assert.deepEqual([...core.mail.slice(1, 6)], [3, 77, 100, 77, 200]);
call('join', w, set);
assert.equal(call('setPoll', set, 0), 3);
assert.deepEqual(heard(), [`event${nameOf('setPoll')} 0 ${w} ${3 << 4}`]);
assert.equal(call('streamRead', r, 0, 0), -1);
assert.deepEqual(heard(), [], 'nothing is checked where nothing is read');
assert.equal(call('streamCancelRead', r), 2);
call('join', w, 0);
refuse = true;
assert.throws(() => call('streamWrite', w, 1, 1), /unreachable/);
assert.deepEqual(heard(), [`buffer${nameOf('streamWrite')} 1 1`]);
refuse = false;
fails('`stream.cancel-write` called when no copy is in progress', 'streamCancelWrite', w);
call('streamDropReadable', r);
assert.equal(call('streamWriteSync', w, 0, 1), 1);
heard();
call('streamDropWritable', w);

// ---- a future
both = call('futureNew');
[r, w] = [Number(both & 0xffffffffn), Number(both >> 32n)];
assert.equal(call('futureRead', r, 32), -1);
assert.deepEqual(heard(), [`buffer${nameOf('futureRead')} 32 1`]);
assert.equal(call('futureCancelRead', r), 2);
fails('cannot drop future write end without first writing a value', 'futureDropWritable', w);
assert.equal(call('futureRead', r, 32), -1);
heard();
assert.equal(call('futureWrite', w, 48), 0);
assert.deepEqual(heard(), [`buffer${nameOf('futureWrite')} 48 1`, 'copied']);
call('futureDropWritable', w);
fails('`future.cancel-write` called when no copy is in progress', 'futureCancelWrite', futureEnd());
call('join', r, 0);
call('join', r, set);
assert.equal(call('setPoll', set, 0), 4);
heard();
call('join', r, 0);
call('futureDropReadable', r);
call('setDrop', set);

/** The writable end of another future. */
function futureEnd() {
  return Number(call('futureNew') >> 32n);
}

// ---- resources
for (const plain of ['', 'Plain']) {
  const i = call(`resourceNew${plain}`, -7);
  assert.equal(call(`resourceRep${plain}`, i), -7);
  call(`resourceDrop${plain}`, i);
  assert.deepEqual(heard(), plain ? [] : [`drop${nameOf('resourceDrop')} -7`]);
  fails(`unknown handle index ${i}`, `resourceRep${plain}`, i);
}
const plain = call('resourceNewPlain', 3);
fails(
  `handle index ${plain} used with the wrong type, expected guest-defined resource but found a different guest-defined resource`,
  'resourceDrop',
  plain,
);

// ---- error contexts
assert.equal(ops.error_new(instance, 1234), ok);
const message = core.mail[0];
call('errorDrop', message);
assert.deepEqual(heard(), ['error_dropped 1234']);

// ---- cancelling a call of the host's
assert.equal(ops.host_begin(instance, 99), ok);
let sub = core.mail[0];
ops.host_subtask(sub);
let handle = core.mail[0] >> 4;
assert.equal(call('subtaskCancel', handle), 4);
assert.deepEqual(heard(), ['host_cancel']);
call('subtaskDrop', handle);

// ---- a callback that is called by subtask.cancel
const other = ops.new_instance(0);
const callbackLift = ops.new_lift(other, 7, 0, 0);
assert.equal(ops.call_guest(instance, callbackLift, 12), ok);
sub = core.mail[2];
ops.waitable_set_new(other);
assert.equal(ops.callback_returned(2 | (core.mail[0] << 4)), block);
assert.equal(ops.lower_done(sub, 1), ok);
handle = core.mail[0] >> 4;
callbackStatus = () => {
  assert.equal(ops.task_cancel(other), ok);
  return ops.callback_returned(0);
};
assert.equal(call('subtaskCancelAsync', handle), 4);
assert.deepEqual(heard(), ['run']);
assert.deepEqual(events, [[6, 0, 0]]);
call('subtaskDrop', handle);

// ---- a lower that answers at once, and one that fails
assert.equal(call('lower', 3, 4), 1n << 40n);
assert.deepEqual(heard(), ['lower 3 4']);
lowerStatus = trapped;
assert.throws(() => call('lower', 3, 4), /unreachable/);
assert.deepEqual(heard(), ['lower 3 4'], 'the trap was recorded');

// ---- the task ends
ops.backpressure_dec(instance);
assert.equal(ops.return_begin(instance, 0, 0), ok);
ops.return(core.mail[0]);
assert.equal(ops.thread_exit(), ok);
assert.equal(task, 1);

// ---- stacks: everything that waits. A guest is a module that makes one call of an adapter and tells its result.
/** @type {unknown[]} */
let results = [];
/** @type {unknown} */
let broken;

const caller = (name, args) => {
  const result = name === 'lower' ? 0x7e : 0x7f;
  const section = (id, bytes) => [id, bytes.length, ...bytes];
  const body = [0, ...args.flatMap((n) => [0x41, n]), 0x10, 0, 0x10, 1, 0x0b];
  const code = Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [3, 0x60, args.length, ...args.map(() => 0x7f), 1, result, 0x60, 1, result, 0, 0x60, 1, 0x7f, 0]),
    ...section(2, [2, 0, 1, 0x61, 0, 0, 0, 1, 0x62, 0, 1]),
    ...section(3, [1, 2]),
    ...section(7, [1, 1, 0x66, 0, 2]),
    ...section(10, [1, body.length, ...body]),
  );
  const imports = { '': { a: exports[names[name]], b: (v) => results.push(v) } };
  return new WebAssembly.Instance(new WebAssembly.Module(code), imports).exports.f;
};

const stack = WebAssembly.promising(exports.lift0);
const threadStack = WebAssembly.promising(exports.thread);
const onStack = (promise) =>
  promise.catch((e) => {
    broken = e;
  });

/** Starts a task whose guest makes one call; gives its thread. */
const start = (name, ...args) => {
  exports.functions.set(slots.stackful, caller(name, args));
  assert.equal(ops.call(lift, 1), ok);
  const thread = core.mail[1];
  onStack(stack(0));
  return thread;
};

/** Runs what is ready. */
async function drain() {
  while (ops.tick() === run) {
    perform();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(broken, undefined);
}

/** A call that waits, first for what `make` does; gives what was said from then on. */
async function waits(result, name, args, make, before = []) {
  const thread = start(name, ...args);
  assert.deepEqual(heard(), [...before, `park block ${thread}`], name);
  assert.deepEqual(results, []);
  make?.();
  await drain();
  assert.deepEqual(results, [result], name);
  results = [];
  return heard();
}

/** Something in a task of its own, which ends. */
const inTask = (work) => {
  assert.equal(ops.call(lift, 1), ok);
  const result = work();
  endTask();
  said.pop();
  return result;
};

assert.deepEqual(await waits(0, 'yield', []), ['returned0']);

const waitSet = inTask(() => call('setNew'));
ops.host_begin(instance, 1);
sub = core.mail[0];
ops.host_subtask(sub);
handle = core.mail[0] >> 4;
call('join', handle, waitSet);
assert.deepEqual(await waits(1, 'setWait', [waitSet, 32], () => ops.host_resolve(sub)), [
  `event${nameOf('setWait')} 32 ${handle} 2`,
  'returned0',
]);
call('subtaskDrop', handle);
call('setDrop', waitSet);

// A stream whose other end is the host's: a read and a write that wait.
ops.host_new(numbers.type0, 1);
let [shared, hostEnd] = core.mail;
ops.lower_end(instance, shared);
let end = core.mail[0];
const hostWrites = () => assert.equal(ops.host_copy(hostEnd, 5, 0, 2), 3);
assert.deepEqual(
  await waits(2 << 4, 'streamReadSync', [end, 8, 4], hostWrites, [`buffer${nameOf('streamReadSync')} 8 4`]),
  ['returned0'],
);
ops.host_drop(hostEnd);
inTask(() => call('streamDropReadable', end));
both = inTask(() => call('streamNew'));
[r, w] = [Number(both & 0xffffffffn), Number(both >> 32n)];
ops.lift_end(instance, numbers.type0, r);
ops.host_end(core.mail[0], 2);
hostEnd = core.mail[0];
const hostReads = () => assert.equal(ops.host_copy(hostEnd, 5, 0, 3), 3);
assert.deepEqual(
  await waits(3 << 4, 'streamWriteSync', [w, 8, 4], hostReads, [`buffer${nameOf('streamWriteSync')} 8 4`]),
  ['returned0'],
);
ops.host_drop(hostEnd);
inTask(() => call('streamDropWritable', w));
heard();

// A synchronous lower of a host's function that answers later.
ops.host_begin(instance, 3);
subtask = core.mail[0];
lowerStatus = block;
assert.deepEqual(await waits(1n << 40n, 'lower', [3, 4], () => ops.host_resolve(subtask), ['lower 3 4']), ['returned0']);

// A callee that does not resolve when it is cancelled, but later.
assert.equal(ops.call_guest(instance, callbackLift, 12), ok);
const calleeTask = core.mail[0];
sub = core.mail[2];
ops.waitable_set_new(other);
const calleeSet = core.mail[0];
assert.equal(ops.callback_returned(2 | (calleeSet << 4)), block);
assert.equal(ops.lower_done(sub, 1), ok);
handle = core.mail[0] >> 4;
callbackStatus = () => ops.callback_returned(1) & 0;
assert.deepEqual(
  await waits(2, 'subtaskCancel', [handle], () => {
    callbackStatus = () => {
      assert.equal(ops.return_begin(other, 0, 0), ok);
      ops.return(calleeTask);
      return ops.callback_returned(0);
    };
  }, ['run']),
  ['returned0'],
);
call('subtaskDrop', handle);

// ---- threads
for (const [name, then] of [
  ['suspendThenResume', false],
  ['yieldThenResume', true],
]) {
  // The guest starts a thread in its place, which resumes it.
  let main = 0;
  const newThread = () => {
    assert.equal(ops.thread_new(instance, 9), ok);
    return core.mail[0];
  };
  assert.equal(ops.call(lift, 1), ok);
  main = core.mail[1];
  const index = newThread();
  exports.functions.set(slots.stackful, caller(name, [index]));
  exports.functions.set(
    slots.thread,
    then ? caller('yield', []) : caller('yieldThenResume', [1]),
  );
  onStack(stack(0));
  heard().forEach((line, i) => {
    assert.match(line, i === 0 ? new RegExp(`^park run ${main}$`) : /^park/);
  });
  await drain();
  assert.deepEqual(results, [0, 0], name);
  results = [];
  const rest = heard();
  assert.deepEqual(rest.toSorted(), ['returned0', 'returned_thread'], name);
}
assert.deepEqual(await waits(0, 'suspend', [], () => call('resumeLater', 1)), ['returned0']);
assert.deepEqual(await waits(0, 'yieldThenPromote', [1]), ['returned0']);
assert.deepEqual(await waits(0, 'suspendThenPromote', [1], () => call('resumeLater', 1)), ['returned0']);


// ---- a callback that is called again on the same stack
const packed = [1, 1, 0];
const module2 = new WebAssembly.Instance(
  // (module (import "" "" (func $next (param i32) (result i32))) (import "" "b" (func $event (param i32 i32 i32) (result i32)))
  //   (export "start" (func $next)) (export "callback" (func $event)))
  new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 13, 2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f],
      ...[2, 11, 2, 0, 1, 0x61, 0, 0, 0, 1, 0x62, 0, 1, 7, 9, 2, 1, 0x73, 0, 0, 1, 0x63, 0, 1],
    ),
  ),
  {
    '': {
      a: () => packed.shift(),
      b: (...event) => {
        said.push(`callback ${event}`);
        if (packed.length === 1) {
          assert.equal(ops.return_begin(instance, 0, 0), ok);
          ops.return(core.mail[0]);
        }
        return packed.shift();
      },
    },
  },
).exports;
exports.functions.set(slots.callbackStart, module2.s);
exports.functions.set(slots.callback, module2.c);
ops.seed(3); // for once, a YIELD that goes on at once
let agains = 0;
for (let n = 0; n < 20; n++) {
  packed.splice(0, 3, 1, 1, 0);
  assert.equal(ops.call(ops.new_lift(instance, 7, 0, 0), 1), ok);
  const lines = [];
  exports.lift1(0);
  lines.push(...heard());
  while (ops.tick() === run) {
    assert.equal(core.mail[0], actionCallback);
    exports.callback1(core.mail[4], core.mail[5], core.mail[6]);
    lines.push('tick', ...heard());
  }
  assert.deepEqual(
    lines.filter((line) => line !== 'tick'),
    ['returned1 1', 'callback 0,0,0', 'returned1 1', 'callback 0,0,0', 'returned1 0'],
  );
  agains += 2 - lines.filter((line) => line === 'tick').length;
}
assert.ok(agains > 0 && agains < 40, `${agains} of 40`);
ops.live();
assert.deepEqual([core.mail[0], core.mail[1]], [0, 0], 'no task and no thread is left');
