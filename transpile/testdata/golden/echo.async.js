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

// The values of a list, or a promise of them if one is a promise.
function allOf(list) {
  return list.some((v) => v?.then) ? Promise.all(list) : list;
}

// Takes steps to their end; waits only where one gives a promise.
function drive(steps, value) {
  for (;;) {
    const { done, value: next } = steps.next(value);
    if (done) return next;
    if (next?.then) return next.then((v) => drive(steps, v));
    value = next;
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

// A call before `$init` has made the instance.
function notInstantiated() {
  throw new TypeError('the component is not instantiated yet: `await $init` first');
}

// The same for an instance that is there only after a promise, or can be disposed of.
function cannotEnterNow(instance) {
  if (instance.entered === 3) notInstantiated();
  if (instance.entered === 4) throw new TypeError('the component instance was disposed of');
  cannotEnter(instance);
}

// Ends an instance: neither calls nor destructors enter it any more. A call that is under way comes to its end.
function disposeInstance(root) {
  const end = () => {
    root.entered = 4;
  };
  if (root.entered) queueMicrotask(end);
  else end();
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

function checkRealloc(cx, ptr, align, size) {
  if (ptr & (align - 1)) trap('realloc return: result not aligned');
  if (ptr + size > cx.bytes.length) trap('realloc return: beyond end of memory');
  return ptr;
}

function alloc(cx, align, size) {
  return checkRealloc(cx, realloc(cx, 0, 0, align, size), align, size);
}

// Checks where a value lies in memory.
function checkPointer(cx, ptr, align, size) {
  ptr >>>= 0;
  if (ptr & (align - 1)) trap('unaligned pointer: return pointer not aligned');
  if (ptr + size > cx.bytes.length) trap('pointer out of bounds of memory');
  return ptr;
}

const utf8Encoder = new TextEncoder();

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

// Where strings are encoded, since their size must be known before there is room for them in the guest.
const scratch = new Uint8Array(0x6000);

// Calls realloc once and with the exact size: not every guest's can grow what it gave. Short strings are mostly ASCII,
// and a TextEncoder costs more than they do.
function storeUtf8(cx, s) {
  const { length } = s;
  if (length > 31) return encodeUtf8(cx, s);
  for (let i = 0; i < length; i++) {
    const c = s.charCodeAt(i);
    if (c > 127) return encodeUtf8(cx, s);
    scratch[i] = c;
  }
  const ptr = alloc(cx, 1, length);
  const { bytes } = cx;
  for (let i = 0; i < length; i++) bytes[ptr + i] = scratch[i];
  cx.units = length;
  return ptr;
}

function encodeUtf8(cx, s) {
  const utf8 =
    3 * s.length <= scratch.length
      ? scratch.subarray(0, utf8Encoder.encodeInto(s, scratch).written)
      : utf8Encoder.encode(s);
  const ptr = alloc(cx, 1, utf8.length);
  cx.bytes.set(utf8, ptr);
  cx.units = utf8.length;
  return ptr;
}

const dispose = (Symbol.dispose ?? Symbol.for('dispose'));

export function instantiate(getCoreModule, imports = {}, instantiateCore = WebAssembly.instantiate) {
  function* steps() {
    const root = { entered: 2, mayLeave: true }; // component

    // add: func(a: u32, b: u32) -> u32
    function add(a, b) {
      try {
        root.entered && cannotEnterNow(root);
        typeof a === "number" || bad("a", "u32", a);
        typeof b === "number" || bad("b", "u32", b);
        root.entered = 2;
        const ret = coreAdd(a, b);
        root.entered = 0;
        return ret >>> 0;
      } catch (e) {
        throw fail(e, root, "add: func(a: u32, b: u32) -> u32");
      }
    }

    // echo: func(s: string) -> string
    function echo(s) {
      try {
        root.entered && cannotEnterNow(root);
        typeof s === "string" || bad("s", "string", s);
        root.entered = 2;
        const ptr = storeUtf8(cx0, s);
        const length = cx0.units;
        const ret = coreEcho(ptr, length);
        cx0.bytes.length || refresh(cx0);
        const ptr$1 = checkPointer(cx0, ret, 4, 8);
        const value = loadUtf8(cx0, cx0.view.getUint32(ptr$1, true), cx0.view.getUint32(ptr$1 + 4, true));
        root.mayLeave = false;
        postEcho(ret);
        root.mayLeave = true;
        root.entered = 0;
        return value;
      } catch (e) {
        throw fail(e, root, "echo: func(s: string) -> string");
      }
    }

    const [module0, module1] = yield allOf([
      loadCore(() => getCoreModule ? getCoreModule("echo.core.wasm") : compileFile(new URL("./echo.core.wasm", import.meta.url)), "component.core module[0] \"main\""),
      loadCore(() => getCoreModule ? getCoreModule("echo.core2.wasm") : compileFile(new URL("./echo.core2.wasm", import.meta.url)), "component.core module[1] \"wit-component:fixups\""),
    ]);
    // main
    const exports0 = (yield startCore(instantiateCore, module0, {}, root)).exports;
    const coreAdd = exports0.add;
    const coreEcho = exports0.echo;
    const postEcho = exports0.cabi_post_echo;
    const cx0 = context(root, exports0.memory, exports0.cabi_realloc);
    // fixup
    const exports1 = (yield startCore(instantiateCore, module1, {
      main: exports0,
    }, root)).exports;
    root.entered = 0;

    return {
      add,
      echo,
      [dispose]: () => disposeInstance(root),
    };
  }
  return drive(steps());
}
