// Compiles a core module beside this one.
async function compileFile(url) {
  const fs = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  return fs ? WebAssembly.compile(await fs.readFile(url)) : compileUrl(url);
}

function compileUrl(url) {
  return WebAssembly.compileStreaming(fetch(url));
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

function context(instance, memory, realloc) {
  const { buffer } = memory;
  return { instance, memory, realloc, bytes: new Uint8Array(buffer), view: new DataView(buffer), units: 0 };
}

// Makes the views anew: after any call of a guest its memory may have grown, which leaves them with the length 0.
function refresh(cx) {
  cx.bytes = new Uint8Array((cx.memory.buffer));
  cx.view = new DataView(cx.bytes.buffer);
}

function realloc(cx, old, oldSize, align, size) {
  if (size > 0xffffffff) trap('realloc of more than 2^32-1 bytes');
  cx.instance.mayLeave = false;
  let ptr;
  try {
    ptr = cx.realloc(old, oldSize, align, size) >>> 0;
  } catch (e) {
    throw new Trap(trapText(e) ?? String(e), { cause: e });
  }
  cx.instance.mayLeave = true;
  cx.bytes.length || refresh(cx);
  return ptr;
}

// Checks where a value lies in memory.
function checkPointer(cx, ptr, align, size) {
  ptr >>>= 0;
  if (ptr & (align - 1)) trap('unaligned pointer: return pointer not aligned');
  if (ptr + size > cx.bytes.length) trap('pointer out of bounds of memory');
  return ptr;
}

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes) {
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    return invalidUtf8(bytes);
  }
}

function invalidUtf8(bytes) {
  try {
    // With more to come, a character that is cut off is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    trap('invalid utf-8 sequence');
  }
  return trap('incomplete utf-8 byte sequence');
}

function checkString(cx, ptr, size, align) {
  if (ptr & (align - 1)) trap('unaligned pointer: string pointer not aligned to 2');
  if (size > 0xfffffff || ptr + size > cx.bytes.length) trap('string pointer/length out of bounds of memory');
}

function loadUtf8(cx, ptr, size) {
  checkString(cx, ptr, size, 1);
  const { bytes } = cx;
  const end = ptr + size;
  if (size > 24) return decodeUtf8(bytes.subarray(ptr, end));
  // Short strings are mostly ASCII, and a TextDecoder costs more than they do.
  let s = '';
  let i = ptr;
  for (; i + 4 <= end; i += 4) {
    const a = bytes[i];
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    const d = bytes[i + 3];
    if ((a | b | c | d) > 127) return decodeUtf8(bytes.subarray(ptr, end));
    s += String.fromCharCode(a, b, c, d);
  }
  for (; i < end; i++) {
    if (bytes[i] > 127) return decodeUtf8(bytes.subarray(ptr, end));
    s += String.fromCharCode(bytes[i]);
  }
  return s;
}

const root = { entered: 2, mayLeave: true }; // component

// run: func() -> u32
function run() {
  try {
    root.entered && cannotEnter(root);
    root.entered = 2;
    const ret = coreRun();
    root.entered = 0;
    return ret >>> 0;
  } catch (e) {
    throw fail(e, root, "run: func() -> u32");
  }
}

// text: func() -> string
function text() {
  try {
    root.entered && cannotEnter(root);
    root.entered = 2;
    const ret = coreText();
    cx0.bytes.length || refresh(cx0);
    const ptr = checkPointer(cx0, ret, 4, 8);
    const value = loadUtf8(cx0, cx0.view.getUint32(ptr, true), cx0.view.getUint32(ptr + 4, true));
    root.mayLeave = false;
    postText(ret);
    root.mayLeave = true;
    root.entered = 0;
    return value;
  } catch (e) {
    throw fail(e, root, "text: func() -> string");
  }
}

const [module0, module1] = await Promise.all([
  loadCore(() => compileFile(new URL("./names.core.wasm", import.meta.url)), "component.core module[0] \"\\\"; throw 1; //\""),
  loadCore(() => compileFile(new URL("./names.core2.wasm", import.meta.url)), "component.core module[1] \"Main\""),
]);
// a
const exports0 = (await startCore(WebAssembly.instantiate, module0, {}, root)).exports;
// main
const exports1 = (await startCore(WebAssembly.instantiate, module1, {
  "\"; throw 1; //": exports0,
  "\u000d": exports0,
  " ": exports0,
  "%s%d": exports0,
  "// x": exports0,
  "\\\"": exports0,
  hasOwnProperty: exports0,
  "'; throw 1; //": exports0,
  "\u2028throw 1;": exports0,
  ["__proto__"]: exports0,
  "😀": exports0,
  "\u003c/script>\u003cscript>throw 1\u003c/script>": exports0,
  "\u0000": exports0,
  default: exports0,
  "`${globalThis.pwned = 1}`": exports0,
  "\u2029": exports0,
  constructor: exports0,
  "memory.grow()": exports0,
  "\n throw 1;": exports0,
  "": exports0,
  "$&": exports0,
  "*\/ throw 1; /*": exports0,
  "\\": exports0,
  toString: exports0,
}, root)).exports;
const coreRun = exports1["\u003c/script>"];
const coreText = exports1["\"text\""];
const postText = exports1["post\n"];
const cx0 = context(root, exports1["*\/ throw 1; /*mem"]);
root.entered = 0;


export {
  run,
  text,
};
