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

const ok = 0;
const instance = ops.new_instance(0);
const numbers = {
  mail: core.mailAddress,
  context: core.contextAddress,
  instance0: instance,
  type0: ops.new_type(0, 1, 1),
  type1: ops.new_type(1, 1, 1),
};
const options = new WebAssembly.Global({ value: 'i32', mutable: true });
assert.deepEqual([...Object.keys(numbers), 'options0'].sort(), [...wantedIds].sort());

/** @type {string[]} what the adapters asked of the glue */
let said = [];
let fewer = 0;
const glue = Object.fromEntries(wanted.map((name) => [name, (...args) => said.push([name, ...args].join(' '))]));
glue.fail = () => said.push(`fail ${core.trapText()}`);
glue.copied = () => {
  said.push(`copied ${core.mail.slice(1, 6)}`);
  core.mail[0] += fewer; // elements that did not fit
};

const { exports } = new WebAssembly.Instance(module, { core: ops, id: { ...numbers, options0: options }, glue });
options.value = 77;
const call = (name, ...args) => exports[names[name]](...args);
const nameOf = (name) => names[name].replace('trampoline', '');

/** Takes what was said. */
const heard = () => {
  const list = said;
  said = [];
  return list;
};

/** An adapter that ends the guest, after the core's trap. */
const fails = (text, name, ...args) => {
  assert.throws(() => call(name, ...args), /unreachable/);
  assert.deepEqual(heard(), [`fail ${text}`]);
};

const lift = ops.new_lift(instance, 3, 0, 0); // async type, async: stackful

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
fails('unknown handle index 9', 'setPoll', 9, 64);
fails('unknown handle index 9', 'setDrop', 9);
fails('unknown handle index 9', 'join', 9, set);
fails('unknown handle index 9', 'subtaskDrop', 9);
fails('backpressure counter underflow', 'backpressureDec');
call('backpressureInc');
call('backpressureInc');
call('backpressureDec');
fails('unknown thread index 9', 'resumeLater', 9);

// ---- a stream inside the component
let both = call('streamNew');
let [r, w] = [Number(both & 0xffffffffn), Number(both >> 32n)];
assert.deepEqual([r, w], [2, 3]);
assert.equal(call('streamWrite', w, 100, 4), -1);
assert.deepEqual(heard(), [`buffer${nameOf('streamWrite')} 100 4`]);
assert.equal(call('streamRead', r, 200, 3), (3 << 4) | 0);
assert.deepEqual(heard(), [`buffer${nameOf('streamRead')} 200 3`, 'copied 3,77,100,77,200']);
call('join', w, set);
assert.equal(call('setPoll', set, 0), 3);
assert.deepEqual(heard(), [`event${nameOf('setPoll')} 0 ${w} ${3 << 4}`]);
assert.equal(call('streamRead', r, 0, 0), -1);
heard();
assert.equal(call('streamCancelRead', r), 2);
call('join', w, 0);
assert.equal(call('streamWrite', w, 100, 4), -1);
fewer = -1 * 16;
assert.equal(call('streamRead', r, 200, 3), (2 << 4) | 0);
fewer = 0;
heard();
call('join', w, set);
assert.equal(call('setPoll', set, 0), 3);
heard();
call('join', w, 0);
fails('`stream.cancel-write` called when no copy is in progress', 'streamCancelWrite', w);
call('streamDropReadable', r);
assert.equal(call('streamWrite', w, 0, 1), 1);
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
assert.deepEqual(heard(), [`buffer${nameOf('futureWrite')} 48 1`, 'copied 1,77,48,77,32']);
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
const i = call('resourceNewPlain', -7);
assert.equal(call('resourceRepPlain', i), -7);
call('resourceDropPlain', i);
assert.deepEqual(heard(), []);
fails(`unknown handle index ${i}`, 'resourceRepPlain', i);
const other = call('resourceNew', 3);
assert.equal(call('resourceRep', other), 3);
fails(
  `handle index ${other} used with the wrong type, expected guest-defined resource but found a different guest-defined resource`,
  'resourceDropPlain',
  other,
);
