// What engines say when core WebAssembly traps. The async runtime has this file as well (web/runtime/trap.js).

/** Trap messages of V8, SpiderMonkey and JavaScriptCore, and wasmtime's wording. */
export const trapTexts = /** @type {[RegExp, string][]} */ ([
  [/unreachable/i, 'wasm `unreachable` instruction executed'],
  [/divi\w+ by zero|remainder by zero/i, 'integer divide by zero'],
  // V8 has one message for two traps, here and below.
  [/float unrep|trunc/i, 'integer overflow or invalid conversion to integer'],
  [/invalid conversion/i, 'invalid conversion to integer'],
  [/unrepresentable|integer overflow/i, 'integer overflow'],
  [/function signature mismatch/i, 'uninitialized element or indirect call type mismatch'],
  [/null table entry|call to null/i, 'uninitialized element'],
  [/signature/i, 'indirect call type mismatch'],
  [/table|element seg|call_indirect/i, 'undefined element: out of bounds table access'],
  [/unaligned/i, 'unaligned atomic'],
  [/array.*bounds/i, 'out of bounds array access'],
  [/array.*large/i, 'allocation size too large'],
  [/bounds/i, 'out of bounds memory access'],
  [/null/i, 'uninitialized element or null reference'],
  [/cast/i, 'cast failure'],
]);

/**
 * wasmtime's wording for a trap of the engine's, undefined if it is none.
 * @param {any} e what was thrown
 * @returns {string | undefined}
 */
export function engineTrap(e) {
  if (e instanceof WebAssembly.RuntimeError)
    return trapTexts.find(([engine]) => engine.test(e.message))?.[1] ?? e.message;
  if (WebAssembly.Exception && e instanceof WebAssembly.Exception)
    return 'uncaught exception propagated out of component';
  if (/call stack|recursion/.test(e?.message)) return 'call stack exhausted';
}
