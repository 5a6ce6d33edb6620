function compileText(base64) {
  return WebAssembly.compile(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}

// Gives a core module, or a promise of it. An engine that refuses the module says what is wrong in it; this says
// which of the component's modules it is.
function loadCore(load, where) {
  return attempt(load, (e) => {
    throw e instanceof WebAssembly.CompileError
      ? new (WebAssembly.CompileError)(`${where}: ${e.message}`, { cause: e })
      : e;
  });
}

// Instantiates a core module: gives the instance, or a promise if instantiateCore does. Not the exports: if one of them
// is called `then`, a promise would take them for another promise.
function startCore(instantiateCore, module, imports, root) {
  return attempt(
    () => instantiateCore(module, imports),
    (e) => {
      throw fail(e, root, 'instantiation');
    },
  );
}

// What work gives, or a promise of it if it gives one, or what failed makes of its error.
function attempt(work, failed) {
  try {
    const result = work();
    return result?.then ? result.then(undefined, failed) : result;
  } catch (e) {
    return failed(e);
  }
}

// A broken rule of the Canonical ABI, on its way to the caller of an export.
class Trap extends Error {}

function trap(text) {
  throw new Trap(text);
}

// wasmtime's wording for what was thrown out of a guest, undefined if it is no trap.
function trapText(e) {
  return e instanceof Trap ? e.message : engineTrap(e);
}

// What an import failed with, until the export that led to it has failed too.
let held;

// What the caller of an export gets for what was thrown inside it. The instance stays entered, so that nothing can
// enter it again, unless its code has not run.
//   arguments are lowered, then 2; failure is the first that it did not survive
function fail(e, instance, where) {
  if (!(e instanceof Trap) && instance.entered < 2) {
    instance.undo?.();
    instance.entered = 0;
    return e instanceof BadValue ? new TypeError(`${e.path} ${e.text} (in ${where})`) : e;
  }
  const kept = held;
  held = undefined;
  if (kept) e = kept.error;
  if (kept || !e?.refused) instance.failure ??= { cause: e };
  if (kept && !(e instanceof Trap)) return e;
  const text = trapText(e);
  return text ? new (WebAssembly.RuntimeError)(`wasm trap: ${text} (in ${where})`, { cause: e }) : e;
}

// The entry of an export while its instance may not be entered: it runs, or has failed. The first failure is the cause.
function cannotEnter({ failure }) {
  const text = `cannot enter component instance${failure ? ', which failed before' : ''}`;
  throw Object.assign(new Trap(text, failure), { refused: true });
}

// Trap messages of V8, SpiderMonkey and JavaScriptCore, and wasmtime's wording.
const trapTexts = ([
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

// wasmtime's wording for a trap of the engine's, undefined if it is none.
function engineTrap(e) {
  if (e instanceof WebAssembly.RuntimeError)
    return trapTexts.find(([engine]) => engine.test(e.message))?.[1] ?? e.message;
  if (WebAssembly.Exception && e instanceof WebAssembly.Exception)
    return 'uncaught exception propagated out of component';
  if (/call stack|recursion/.test(e?.message)) return 'call stack exhausted';
}

// A value that does not fit; the path leads to it, the text goes on behind it.
class BadValue {
  constructor(path, text, how = 'returned by') {
    this.path = path;
    this.text = text;
    this.how = how;
    Object.assign(this, { [Symbol.for('jco-go:bad')]: true }); // for web/runtime/badvalue.js
  }
}

// What came, in a message: its type, and its value where that is short.
function describe(v) {
  const type = typeof v;
  if (v === undefined || v === null) return v;
  if (Array.isArray(v)) return `Array of length ${v.length}`;
  if (typeof v.tag === 'string') return `{ tag: ${JSON.stringify(v.tag).slice(0, 40)} }`;
  if (type === 'object') return v.constructor?.name || type;
  return type === 'function' ? type : `${type} ${(type === 'string' ? JSON.stringify : String)(v).slice(0, 40)}`;
}

function bad(path, want, got) {
  throw new BadValue(path, `must be ${want}, not ${describe(got)}`);
}

const root = { entered: 2 }; // component

// add: func(x: u32, y: u32) -> u32
function add(x, y) {
  try {
    root.entered && cannotEnter(root);
    typeof x === "number" || bad("x", "u32", x);
    typeof y === "number" || bad("y", "u32", y);
    root.entered = 2;
    const ret = coreAdd(x, y);
    root.entered = 0;
    return ret >>> 0;
  } catch (e) {
    throw fail(e, root, "add: func(x: u32, y: u32) -> u32");
  }
}

const [module0] = await Promise.all([
  loadCore(() => compileText("AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABagsADQRuYW1lAAYFQWRkZXI="), "component.core module[0] \"Adder\""),
]);
// adder
const exports0 = (await startCore(WebAssembly.instantiate, module0, {}, root)).exports;
const coreAdd = exports0.add;
root.entered = 0;


export {
  add,
};
