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

// Finds an import by its name, by one with the highest compatible version, or by its name without the version.
function findImport(imports, name) {
  imports ??= {};
  if (imports[name] !== undefined) return imports[name];
  const [base, version] = name.split('@');
  const track = /^(0\.)?[1-9]\d*\./.exec(version);
  const keys = Object.keys(imports).filter((key) => track && key.startsWith(`${base}@${track[0]}`));
  return imports[keys.sort((a, b) => b.localeCompare(a, undefined, { numeric: true }))[0]] ?? imports[base];
}

function checkImports(missing) {
  const lines = missing.map(([what, given]) => (given === undefined ? what : `${what}, not ${describe(given)}`));
  if (lines.length) throw new TypeError(`the component lacks these imports:\n  ${lines.join('\n  ')}`);
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

// wasm's `unreachable`: unlike an exception, no handler in the guest's code can catch it.
const executeUnreachable = (
  new WebAssembly.Instance(
    new WebAssembly.Module(
      new Uint8Array([
        0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 117, 0, 0, 10, 5, 1, 3, 0, 0, 11,
      ]),
    ),
  ).exports.u
);

// Ends the guest's code after an import failed. Nothing is thrown through its frames: fail gives it to the caller.
function abort(e, where) {
  held ??= { error: e instanceof BadValue ? new TypeError(`${e.path} ${e.text} (${e.how} ${where})`) : e };
  return executeUnreachable();
}

// The same for a call between components or a built-in: what core code threw is a trap, what a host's destructor threw
// is not.
function abortCall(e, host) {
  const text = !host && !(e instanceof Trap) && trapText(e);
  held ??= { error: text ? new Trap(text, { cause: e }) : e };
  return executeUnreachable();
}

function checkLeave(instance) {
  if (instance.mayLeave === false) trap('cannot leave component instance');
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

// The elements of a list: an array, anything iterable, or anything with a length. Undefined if v is none of these.
function elements(v) {
  if (Array.isArray(v) || (ArrayBuffer.isView(v) && !(v instanceof DataView))) return (v);
  if (typeof v === 'object' && v !== null && (v[Symbol.iterator] || v.length >= 0)) return Array.from(v);
}

// The error case of a result that a function returned.
class ComponentError extends Error {
  constructor(payload) {
    const text = typeof payload === 'string';
    super(text ? payload : `${String(payload)} (see error.payload)`);
    Object.defineProperty(this, 'payload', { value: payload, enumerable: !text });
  }
}

function isSome(discriminant) {
  if (discriminant === 0) return false;
  return discriminant === 1 || trap('invalid variant discriminant');
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

// Checks where the elements of a list lie in memory.
function checkList(cx, ptr, length, align, size) {
  if (ptr & (align - 1)) trap('unaligned pointer: list pointer is not aligned');
  size *= length;
  if (size > 0xfffffff || ptr + size > cx.bytes.length) trap('list pointer/length out of bounds of memory');
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

function addHandle(table, type, rep, scope) {
  const i = table.free.pop() ?? table.handles.length;
  if (i > 0xfffffff) trap('resource table has no free keys');
  table.handles[i] = { type, rep, scope, lends: 0 };
  if (scope) scope.borrows++;
  return i;
}

function getHandle(table, i, type) {
  i >>>= 0;
  const handle = table.handles[i];
  if (!handle) return trap(`unknown handle index ${i}`);
  if (handle.type !== type) {
    const kinds = [type, handle.type].map((t) => `${t < 0 ? 'host' : 'guest'}-defined resource`);
    const found = kinds[0] === kinds[1] ? `a different ${kinds[1]}` : kinds[1];
    trap(`handle index ${i} used with the wrong type, expected ${kinds[0]} but found ${found}`);
  }
  return handle;
}

// Removes a handle, whose rep and scope it gives.
function removeHandle(table, i, type) {
  const handle = getHandle(table, i, type);
  if (handle.lends) trap('cannot remove owned resource while borrowed');
  table.handles[i >>> 0] = undefined;
  table.free.push(i >>> 0);
  return handle;
}

// Lifts an owned handle: gives its rep.
function takeHandle(table, i, type) {
  const { rep, scope } = removeHandle(table, i, type);
  if (scope) trap('cannot lift own resource from a borrow');
  return rep;
}

// Lifts a borrowed handle for a call: gives its rep, and remembers the handle in lent.
function lendHandle(table, i, type, lent) {
  const handle = getHandle(table, i, type);
  handle.lends++;
  lent.push(handle);
  return handle.rep;
}

// Ends the call that handles were lent for.
function returnLent(lent) {
  for (const handle of lent) handle.lends--;
}

const dispose = (Symbol.dispose ?? Symbol.for('dispose'));

// The property in which an object of a class of the component's own has itself. One that is not enumerable takes 100 ns to make.
const itself = Symbol('resource');

// The object that v is, or is a Proxy around.
function behindProxy(v, key) {
  // Either alone may be true of a Proxy: a handler decides what [[Get]] gives.
  if (v[itself] === v && v[key] !== undefined) return v;
  const held = () => Object.getOwnPropertyDescriptor(v, itself)?.value;
  const object = held();
  // A copy of an object has the property as well, but does not see it change.
  if (!object || object === v || Object.isFrozen(object)) return v;
  object[itself] = false;
  const same = held() === false;
  object[itself] = object;
  return same ? object : v;
}

// Makes object the owner of a resource.
function ownRep(object, key, rep, registry) {
  object[key] = rep;
  object[itself] = object;
  registry?.register(object, rep, object);
  return object;
}

// The rep of a resource of the component's own. Where it was there is a word once it is gone.
function repOf(v, key, path, want) {
  let rep = v?.[key];
  if (typeof rep === 'number') return rep;
  if (rep === undefined && typeof v === 'object' && v) rep = behindProxy(v, key)[key];
  if (typeof rep === 'number') return rep;
  if (rep) throw new BadValue(path, `must be ${want}, not one that was ${rep} before`);
  return bad(path, want, v);
}

// Lowers an owned resource of the component's own: the object gives it away.
function giveOwn(root, table, type, v, key, registry, path, want) {
  const rep = repOf(v, key, path, want);
  const object = behindProxy(v, key);
  // What the registry does not know is no object of the class, but something that a handler made: the registry would drop it again.
  if (registry && !registry.unregister(object)) bad(path, want, v);
  object[key] = 'given away';
  const i = addHandle(table, type, rep);
  if (root.entered < 2) root.moved.push([table, i, type, object, key, registry]);
  return i;
}

// Lowers an owned resource of the host's.
function giveHost(root, table, type, v, path, want, Class) {
  if (!(v instanceof Class)) bad(path, want, v);
  const i = addHandle(table, type, v);
  if (root.entered < 2) root.moved.push([table, i, type]);
  return i;
}

// Takes back what was given away in a call that did not come about. What a host function's result gave to the guest in an
// earlier call stays there: it was not noted, as the guest's code ran.
function undoMoves() {
  for (const [table, i, type, v, key, registry] of this.moved.splice(0).reverse()) {
    const { rep } = removeHandle(table, i, type);
    if (v) ownRep(v, key, rep, registry);
  }
}

// Drops the resource that v owns, if it still does: `using` disposes at the end of a scope whatever happened
// inside. Inside a call of its instance the destructor has to wait for the end.
function disposeOwn(v, key, registry, root, drop) {
  const object = behindProxy(v, key);
  const rep = object[key];
  if (typeof rep !== 'number') return;
  object[key] = 'dropped';
  registry?.unregister(object);
  if (!drop) return;
  if (root.entered) queueMicrotask(() => root.entered || drop(rep));
  else drop(rep);
}

// Drops a resource of the host's that a guest owned.
function disposeHost(rep, Class) {
  if (rep[dispose]) rep[dispose]();
  else Class[Symbol.for('cabiDispose')]?.(rep[Symbol.for('cabiRep')]);
}

// canon resource.new.
function resourceNew(instance, type) {
  return (rep) => {
    try {
      checkLeave(instance);
      return addHandle(instance, type, rep);
    } catch (e) {
      return abortCall(e);
    }
  };
}

// canon resource.rep.
function resourceRep(instance, type) {
  return (i) => {
    try {
      return getHandle(instance, i, type).rep;
    } catch (e) {
      return abortCall(e);
    }
  };
}

// canon resource.drop.
function resourceDrop(instance, type, drop, entering = []) {
  return (i) => {
    try {
      checkLeave(instance);
      const { rep, scope } = removeHandle(instance, i, type);
      if (scope) scope.borrows--;
      else if (drop) {
        for (const other of entering) if (other.entered) cannotEnter(other);
        for (const other of entering) other.entered = 1;
        drop(rep);
        for (const other of entering) other.entered = 0;
      }
    } catch (e) {
      abortCall(e, type < 0);
    }
  };
}

// An object of the host's that lacks a method which the component calls.
function noMethod(object, name) {
  throw new BadValue(`the object of class ${object.constructor?.name}`, `has no method ${name}`, 'called by');
}

export function instantiate(getCoreModule, imports = {}, instantiateCore = (module, imports) => new WebAssembly.Instance(module, imports)) {
  const host = findImport(imports, "test:res/host@1.0.0");
  const missing = [];
  const File = host?.File;
  typeof File === "function" || missing.push(["test:res/host@1.0.0#file: resource", File], ["test:res/host@1.0.0#[constructor]file: func(name: string) -> file"], ["test:res/host@1.0.0#[method]file.size: func(self: borrow<file>) -> u32"]);
  typeof File?.join === "function" || missing.push(["test:res/host@1.0.0#[static]file.join: func(a: file, b: borrow<file>) -> file", File?.join]);
  const dropped = host?.dropped;
  typeof dropped === "function" || missing.push(["test:res/host@1.0.0#dropped: func(counter: u32)", dropped]);
  checkImports(missing);

  const root = { entered: 2, mayLeave: true, handles: [undefined], free: [], moved: [], undo: undoMoves }; // component

  // import test:res/host@1.0.0#dropped: func(counter: u32)
  function lowerDropped(a0) {
    try {
      root.mayLeave || trap("cannot leave component instance");
      dropped(a0 >>> 0);
    } catch (e) {
      abort(e, "test:res/host@1.0.0#dropped: func(counter: u32)");
    }
  }

  // resource.new counter in component
  const resourceNewCounter = resourceNew(root, 2);

  // resource.rep counter in component
  const resourceRepCounter = resourceRep(root, 2);

  // resource.drop counter in component
  const resourceDropCounter = resourceDrop(root, 2, (rep) => counterDtor(rep));

  // import test:res/host@1.0.0#[constructor]file: func(name: string) -> file
  function lowerNewFile(a0, a1) {
    try {
      root.mayLeave || trap("cannot leave component instance");
      cx0.bytes.length || refresh(cx0);
      const ret = new File(loadUtf8(cx0, a0 >>> 0, a1 >>> 0));
      const file = giveHost(root, root, -1, ret, "result", "file", File);
      return file;
    } catch (e) {
      abort(e, "test:res/host@1.0.0#[constructor]file: func(name: string) -> file");
    }
  }

  // import test:res/host@1.0.0#[method]file.size: func(self: borrow<file>) -> u32
  function lowerFileSize(a0) {
    try {
      root.mayLeave || trap("cannot leave component instance");
      const file = getHandle(root, a0, -1).rep;
      file.size || noMethod(file, "size");
      const ret = file.size();
      typeof ret === "number" || bad("result", "u32", ret);
      return ret;
    } catch (e) {
      abort(e, "test:res/host@1.0.0#[method]file.size: func(self: borrow<file>) -> u32");
    }
  }

  // import test:res/host@1.0.0#[static]file.join: func(a: file, b: borrow<file>) -> file
  function lowerFileJoin(a0, a1) {
    try {
      root.mayLeave || trap("cannot leave component instance");
      const lent = [];
      const file = takeHandle(root, a0, -1);
      const file$1 = lendHandle(root, a1, -1, lent);
      const ret = File.join(file, file$1);
      returnLent(lent);
      const file$2 = giveHost(root, root, -1, ret, "result", "file", File);
      return file$2;
    } catch (e) {
      abort(e, "test:res/host@1.0.0#[static]file.join: func(a: file, b: borrow<file>) -> file");
    }
  }

  // resource.drop file in component
  const resourceDropFile = resourceDrop(root, -1, (rep) => disposeHost(rep, File));

  // test:res/api@1.0.0#consume: func(c: counter) -> u32
  function consume(c) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const counter = giveOwn(root, root, 2, c, counterRep, counterRegistry, "c", "counter");
      root.entered = 2;
      root.moved.length = 0;
      const ret = coreConsume(counter);
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#consume: func(c: counter) -> u32");
    }
  }

  // test:res/api@1.0.0#pass: func(c: counter) -> counter
  function pass(c) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const counter = giveOwn(root, root, 2, c, counterRep, counterRegistry, "c", "counter");
      root.entered = 2;
      root.moved.length = 0;
      const ret = corePass(counter);
      const counter$1 = newCounter(takeHandle(root, ret, 2));
      root.entered = 0;
      return counter$1;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#pass: func(c: counter) -> counter");
    }
  }

  // test:res/api@1.0.0#sum: func(cs: list<borrow<counter>>) -> u32
  function sum(cs) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const list = elements(cs) ?? bad("cs", "list<borrow<counter>>", cs);
      const length = list.length;
      const ptr = alloc(cx0, 4, length * 4);
      for (let i = 0, p = ptr; i < length; i++, p += 4) {
        const e = list[i];
        const rep = repOf(e, counterRep, "cs[" + i + "]", "borrow<counter>");
        cx0.view.setUint32(p, rep, true);
      }
      root.entered = 2;
      const ret = coreSum(ptr, length);
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#sum: func(cs: list<borrow<counter>>) -> u32");
    }
  }

  // test:res/api@1.0.0#many: func(n: u32) -> list<counter>
  function many(n) {
    try {
      root.entered && cannotEnterNow(root);
      typeof n === "number" || bad("n", "u32", n);
      root.entered = 2;
      const ret = coreMany(n);
      cx0.bytes.length || refresh(cx0);
      const ptr = checkPointer(cx0, ret, 4, 8);
      const ptr$1 = cx0.view.getUint32(ptr, true);
      const length = cx0.view.getUint32(ptr + 4, true);
      checkList(cx0, ptr$1, length, 4, 4);
      const list = [];
      for (let i = 0, p = ptr$1; i < length; i++, p += 4) {
        const counter = newCounter(takeHandle(root, cx0.view.getInt32(p, true), 2));
        list.push(counter);
      }
      root.entered = 0;
      return list;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#many: func(n: u32) -> list<counter>");
    }
  }

  // test:res/api@1.0.0#maybe: func(n: u32) -> option<counter>
  function maybe(n) {
    try {
      root.entered && cannotEnterNow(root);
      typeof n === "number" || bad("n", "u32", n);
      root.entered = 2;
      const ret = coreMaybe(n);
      cx0.bytes.length || refresh(cx0);
      const ptr = checkPointer(cx0, ret, 4, 8);
      let some;
      if (isSome(cx0.bytes[ptr])) {
        const counter = newCounter(takeHandle(root, cx0.view.getInt32(ptr + 4, true), 2));
        some = counter;
      }
      root.entered = 0;
      return some;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#maybe: func(n: u32) -> option<counter>");
    }
  }

  // test:res/api@1.0.0#try-make: func(n: u32) -> result<counter, string>
  function tryMake(n) {
    let failure;
    try {
      root.entered && cannotEnterNow(root);
      typeof n === "number" || bad("n", "u32", n);
      root.entered = 2;
      const ret = coreTryMake(n);
      cx0.bytes.length || refresh(cx0);
      const ptr = checkPointer(cx0, ret, 4, 12);
      let value;
      switch (cx0.bytes[ptr]) {
        case 0: {
          const counter = newCounter(takeHandle(root, cx0.view.getInt32(ptr + 4, true), 2));
          value = counter;
          break;
        }
        case 1: {
          failure = { payload: loadUtf8(cx0, cx0.view.getUint32(ptr + 4, true), cx0.view.getUint32(ptr + 8, true)) };
          break;
        }
        default:
          trap("invalid variant discriminant");
      }
      root.entered = 0;
      if (!failure) return value;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#try-make: func(n: u32) -> result<counter, string>");
    }
    throw new ComponentError(failure.payload);
  }

  // test:res/api@1.0.0#open: func(name: string) -> file
  function open(name) {
    try {
      root.entered && cannotEnterNow(root);
      typeof name === "string" || bad("name", "string", name);
      root.entered = 2;
      const ptr = storeUtf8(cx0, name);
      const length = cx0.units;
      const ret = coreOpen(ptr, length);
      cx0.bytes.length || refresh(cx0);
      const file = takeHandle(root, ret, -1);
      root.entered = 0;
      return file;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#open: func(name: string) -> file");
    }
  }

  // test:res/api@1.0.0#size: func(f: borrow<file>) -> u32
  function size(f) {
    try {
      root.entered && cannotEnterNow(root);
      const scope = { borrows: 0 };
      root.entered = 1;
      f instanceof File || bad("f", "borrow<file>", f);
      const file = addHandle(root, -1, f, scope);
      root.entered = 2;
      const ret = coreSize(file);
      if (scope.borrows) trap("borrow handles still remain at the end of the call");
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#size: func(f: borrow<file>) -> u32");
    }
  }

  // test:res/api@1.0.0#size-kept-borrow: func(f: borrow<file>) -> u32
  function sizeKeptBorrow(f) {
    try {
      root.entered && cannotEnterNow(root);
      const scope = { borrows: 0 };
      root.entered = 1;
      f instanceof File || bad("f", "borrow<file>", f);
      const file = addHandle(root, -1, f, scope);
      root.entered = 2;
      const ret = coreSizeKeptBorrow(file);
      if (scope.borrows) trap("borrow handles still remain at the end of the call");
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#size-kept-borrow: func(f: borrow<file>) -> u32");
    }
  }

  // test:res/api@1.0.0#close: func(f: file)
  function close(f) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const file = giveHost(root, root, -1, f, "f", "file", File);
      root.entered = 2;
      root.moved.length = 0;
      coreClose(file);
      root.entered = 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#close: func(f: file)");
    }
  }

  // test:res/api@1.0.0#keep: func(f: file)
  function keep(f) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const file = giveHost(root, root, -1, f, "f", "file", File);
      root.entered = 2;
      root.moved.length = 0;
      coreKeep(file);
      root.entered = 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#keep: func(f: file)");
    }
  }

  // test:res/api@1.0.0#give-back: func() -> file
  function giveBack() {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 2;
      const ret = coreGiveBack();
      const file = takeHandle(root, ret, -1);
      root.entered = 0;
      return file;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#give-back: func() -> file");
    }
  }

  // test:res/api@1.0.0#pass-file: func(f: file) -> file
  function passFile(f) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const file = giveHost(root, root, -1, f, "f", "file", File);
      root.entered = 2;
      root.moved.length = 0;
      const ret = corePass(file);
      const file$1 = takeHandle(root, ret, -1);
      root.entered = 0;
      return file$1;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#pass-file: func(f: file) -> file");
    }
  }

  // test:res/api@1.0.0#join: func(a: file, b: borrow<file>) -> file
  function join(a, b) {
    try {
      root.entered && cannotEnterNow(root);
      const scope = { borrows: 0 };
      root.entered = 1;
      const file = giveHost(root, root, -1, a, "a", "file", File);
      b instanceof File || bad("b", "borrow<file>", b);
      const file$1 = addHandle(root, -1, b, scope);
      root.entered = 2;
      root.moved.length = 0;
      const ret = coreJoin(file, file$1);
      const file$2 = takeHandle(root, ret, -1);
      if (scope.borrows) trap("borrow handles still remain at the end of the call");
      root.entered = 0;
      return file$2;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#join: func(a: file, b: borrow<file>) -> file");
    }
  }

  // test:res/api@1.0.0#inside: func(name: string) -> u32
  function inside(name) {
    try {
      root.entered && cannotEnterNow(root);
      typeof name === "string" || bad("name", "string", name);
      root.entered = 2;
      const ptr = storeUtf8(cx0, name);
      const length = cx0.units;
      const ret = coreInside(ptr, length);
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#inside: func(name: string) -> u32");
    }
  }

  // test:res/api@1.0.0#use-after-drop: func(f: file) -> u32
  function useAfterDrop(f) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const file = giveHost(root, root, -1, f, "f", "file", File);
      root.entered = 2;
      root.moved.length = 0;
      const ret = coreUseAfterDrop(file);
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#use-after-drop: func(f: file) -> u32");
    }
  }

  // test:res/api@1.0.0#drop-twice: func(f: file)
  function dropTwice(f) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const file = giveHost(root, root, -1, f, "f", "file", File);
      root.entered = 2;
      root.moved.length = 0;
      coreDropTwice(file);
      root.entered = 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#drop-twice: func(f: file)");
    }
  }

  // test:res/api@1.0.0#bad-handle: func(handle: u32) -> u32
  function badHandle(handle) {
    try {
      root.entered && cannotEnterNow(root);
      typeof handle === "number" || bad("handle", "u32", handle);
      root.entered = 2;
      const ret = coreBadHandle(handle);
      root.entered = 0;
      return ret >>> 0;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#bad-handle: func(handle: u32) -> u32");
    }
  }

  // test:res/api@1.0.0#give-gone: func(f: file) -> file
  function giveGone(f) {
    try {
      root.entered && cannotEnterNow(root);
      root.entered = 1;
      const file = giveHost(root, root, -1, f, "f", "file", File);
      root.entered = 2;
      root.moved.length = 0;
      const ret = coreGiveGone(file);
      const file$1 = takeHandle(root, ret, -1);
      root.entered = 0;
      return file$1;
    } catch (e) {
      throw fail(e, root, "test:res/api@1.0.0#give-gone: func(f: file) -> file");
    }
  }

  // resource counter
  const counterRep = Symbol("counter");
  class Counter {
    #rep;
    get [counterRep]() { return #rep in this ? this.#rep : undefined; }
    set [counterRep](rep) { this.#rep = rep; }

    // test:res/api@1.0.0#[constructor]counter: func(n: u32) -> counter
    constructor(n) {
      if (arguments[0] === counterRep) return;
      try {
        root.entered && cannotEnterNow(root);
        typeof n === "number" || bad("n", "u32", n);
        root.entered = 2;
        const ret = coreNewCounter(n);
        const counter = ownRep(this, counterRep, takeHandle(root, ret, 2), counterRegistry);
        root.entered = 0;
      } catch (e) {
        throw fail(e, root, "test:res/api@1.0.0#[constructor]counter: func(n: u32) -> counter");
      }
    }

    // test:res/api@1.0.0#[method]counter.value: func(self: borrow<counter>) -> u32
    value() {
      try {
        root.entered && cannotEnterNow(root);
        root.entered = 1;
        const rep = repOf(this, counterRep, "self", "borrow<counter>");
        root.entered = 2;
        const ret = coreCounterValue(rep);
        root.entered = 0;
        return ret >>> 0;
      } catch (e) {
        throw fail(e, root, "test:res/api@1.0.0#[method]counter.value: func(self: borrow<counter>) -> u32");
      }
    }

    // test:res/api@1.0.0#[method]counter.plus: func(self: borrow<counter>, other: borrow<counter>) -> u32
    plus(other) {
      try {
        root.entered && cannotEnterNow(root);
        root.entered = 1;
        const rep = repOf(this, counterRep, "self", "borrow<counter>");
        const rep$1 = repOf(other, counterRep, "other", "borrow<counter>");
        root.entered = 2;
        const ret = coreCounterPlus(rep, rep$1);
        root.entered = 0;
        return ret >>> 0;
      } catch (e) {
        throw fail(e, root, "test:res/api@1.0.0#[method]counter.plus: func(self: borrow<counter>, other: borrow<counter>) -> u32");
      }
    }

    // test:res/api@1.0.0#[static]counter.live: func() -> u32
    static live() {
      try {
        root.entered && cannotEnterNow(root);
        root.entered = 2;
        const ret = coreCounterLive();
        root.entered = 0;
        return ret >>> 0;
      } catch (e) {
        throw fail(e, root, "test:res/api@1.0.0#[static]counter.live: func() -> u32");
      }
    }

    [dispose]() {
      disposeOwn(this, counterRep, counterRegistry, root, dropCounter);
    }
  }
  const counterRegistry = new FinalizationRegistry((rep) => root.entered || dropCounter(rep));
  function dropCounter(rep) {
    try {
      root.entered = 2;
      counterDtor(rep);
      root.entered = 0;
    } catch (e) {
      throw fail(e, root, "the destructor of counter");
    }
  }
  function newCounter(rep) {
    return ownRep(new Counter(counterRep), counterRep, rep, counterRegistry);
  }

  const module0 = loadCore(() => getCoreModule("resources.core.wasm"), "component.core module[0] \"Libc\"");
  const module1 = loadCore(() => getCoreModule("resources.core2.wasm"), "component.core module[1] \"Dtor\"");
  const module2 = loadCore(() => getCoreModule("resources.core3.wasm"), "component.core module[2] \"M\"");
  // libc
  const exports0 = (startCore(instantiateCore, module0, {}, root)).exports;
  const cx0 = context(root, exports0.mem, exports0.realloc);
  // dtor
  const exports1 = (startCore(instantiateCore, module1, {
    "": {
      dropped: lowerDropped,
    },
  }, root)).exports;
  const counterDtor = exports1.dtor;
  // m
  const exports2 = (startCore(instantiateCore, module2, {
    "": {
      "counter.new": resourceNewCounter,
      "counter.rep": resourceRepCounter,
      "counter.drop": resourceDropCounter,
      "file.new": lowerNewFile,
      "file.size": lowerFileSize,
      "file.join": lowerFileJoin,
      "file.drop": resourceDropFile,
      mem: exports0.mem,
      live: exports1.live,
    },
  }, root)).exports;
  const coreConsume = exports2.consume;
  const corePass = exports2.pass;
  const coreSum = exports2.sum;
  const coreMany = exports2.many;
  const coreMaybe = exports2.maybe;
  const coreTryMake = exports2["try-make"];
  const coreOpen = exports2.open;
  const coreSize = exports2.size;
  const coreSizeKeptBorrow = exports2["size-kept-borrow"];
  const coreClose = exports2.close;
  const coreKeep = exports2.keep;
  const coreGiveBack = exports2["give-back"];
  const coreJoin = exports2.join;
  const coreInside = exports2.inside;
  const coreUseAfterDrop = exports2["use-after-drop"];
  const coreDropTwice = exports2["drop-twice"];
  const coreBadHandle = exports2["bad-handle"];
  const coreGiveGone = exports2["give-gone"];
  const coreNewCounter = exports2.make;
  const coreCounterValue = exports2.value;
  const coreCounterPlus = exports2.plus;
  const coreCounterLive = exports2.live;
  root.entered = 0;

  // test:res/api@1.0.0
  const api = {
    Counter,
    consume,
    pass,
    sum,
    many,
    maybe,
    tryMake,
    open,
    size,
    sizeKeptBorrow,
    close,
    keep,
    giveBack,
    passFile,
    join,
    inside,
    useAfterDrop,
    dropTwice,
    badHandle,
    giveGone,
  };
  return {
    api,
    "test:res/api@1.0.0": api,
    [dispose]: () => disposeInstance(root),
  };
}
