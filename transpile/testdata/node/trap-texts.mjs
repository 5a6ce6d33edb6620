// components/c-sync
// The messages of the engines (V8 14, SpiderMonkey, JavaScriptCore) and wasmtime's wording.
import assert from 'node:assert/strict';
import { Trap, trapText } from '../../js/trap.js';

for (const [engine, text] of [
  ['unreachable', 'wasm `unreachable` instruction executed'],
  ['unreachable executed', 'wasm `unreachable` instruction executed'],
  ['Unreachable code should not be executed (evaluating \'f()\')', 'wasm `unreachable` instruction executed'],
  ['divide by zero', 'integer divide by zero'],
  ['remainder by zero', 'integer divide by zero'],
  ['integer divide by zero', 'integer divide by zero'],
  ['Division by zero (evaluating \'f()\')', 'integer divide by zero'],
  ['divide result unrepresentable', 'integer overflow'],
  ['integer overflow', 'integer overflow'],
  ['Integer overflow (evaluating \'f()\')', 'integer overflow'],
  ['float unrepresentable in integer range', 'invalid conversion to integer'],
  ['float unrepresentable in integer range', 'integer overflow'],
  ['invalid conversion to integer', 'invalid conversion to integer'],
  ['Out of bounds Trunc operation (evaluating \'f()\')', 'invalid conversion to integer'],
  ['memory access out of bounds', 'out of bounds memory access'],
  ['index out of bounds', 'out of bounds memory access'],
  ['Out of bounds memory access (evaluating \'f()\')', 'out of bounds memory access'],
  ['table index is out of bounds', 'undefined element: out of bounds table access'],
  ['Out of bounds call_indirect (evaluating \'f()\')', 'undefined element'],
  ['Out of bounds table access (evaluating \'f()\')', 'out of bounds table access'],
  ['function signature mismatch', 'indirect call type mismatch'],
  ['null function or function signature mismatch', 'uninitialized element'],
  ['indirect call signature mismatch', 'indirect call type mismatch'],
  ['indirect call to null', 'uninitialized element'],
  ['call_indirect to a signature that does not match (evaluating \'f()\')', 'indirect call type mismatch'],
  ['call_indirect to a null table entry (evaluating \'f()\')', 'uninitialized element'],
  ['array element access out of bounds', 'out of bounds array access'],
  ['requested new array is too large', 'allocation size too large'],
  ['dereferencing a null pointer', 'null reference'],
  ['illegal cast', 'cast failure'],
  ['bad cast', 'cast failure'],
  ['operation does not support unaligned accesses', 'unaligned atomic'],
  ['something new', 'something new'],
]) {
  assert.ok(trapText(new WebAssembly.RuntimeError(engine))?.includes(text), `${engine}: ${trapText(new WebAssembly.RuntimeError(engine))}`);
}
assert.equal(trapText(new RangeError('Maximum call stack size exceeded')), 'call stack exhausted');
assert.equal(trapText(Object.assign(new Error('too much recursion'))), 'call stack exhausted');
assert.equal(trapText(new Trap('unaligned pointer')), 'unaligned pointer');
assert.equal(trapText(new WebAssembly.Exception(new WebAssembly.Tag({ parameters: [] }), [])), 'uncaught exception propagated out of component');
for (const other of [new Error('x'), new TypeError('y'), 'z', undefined, null, 5, new WebAssembly.LinkError('l')]) assert.equal(trapText(other), undefined);
