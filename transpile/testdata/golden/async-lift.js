import { loadRuntime, Trap, trapText } from "./jco-go-runtime.js";

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

// What work gives, or a promise of it if it gives one, or what failed makes of its error.
function attempt(work, failed) {
  try {
    const result = work();
    return result?.then ? result.then(undefined, failed) : result;
  } catch (e) {
    return failed(e);
  }
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

// The error case of a result that a function returned.
class ComponentError extends Error {
  constructor(payload) {
    const text = typeof payload === 'string';
    super(text ? payload : `${String(payload)} (see error.payload)`);
    Object.defineProperty(this, 'payload', { value: payload, enumerable: !text });
  }
}

const runtime = await loadRuntime(new URL("./jco-go-runtime.wasm", import.meta.url));
const component = runtime.component((payload) => new ComponentError(payload));
const root = component.instance(); // component

const laterLift = {
  id: runtime.ops.new_lift(root.id, 7, 8, 0),
  component,
  instance: root,
  where: "later: async func(x: u32) -> u32",
  kind: 1,
  sync: false,
  callback: (event, p1, p2) => callbackLater(event, p1, p2),
};
const nowLift = {
  id: runtime.ops.new_lift(root.id, 0, 8, 0),
  component,
  instance: root,
  where: "now: func(x: u32) -> u32",
  kind: 0,
  sync: true,
};
// Built-ins that need no JavaScript, by the numbers that `jco-go plan` prints.
const adapters = runtime.adapters("AGFzbQEAAAAAEARuYW1lAAkIYWRhcHRlcnM=", {
}, {
});

// task.return in component
const taskReturn = runtime.builtins.taskReturn(root, 8, 0);

const callLater = {
  lift: laterLift,
  stack: false,
  start(call) {
    const x = call.args[0];
    typeof x === "number" || bad("x", "u32", x);
    call.running = true;
    return coreLater(x);
  },
  returned(call, a) {
    call.settle(a >>> 0);
  },
};
// later: async func(x: u32) -> u32
function later(x, options) {
  return runtime.call(callLater, [x], options);
}

const callNow = {
  lift: nowLift,
  stack: false,
  start(call) {
    const x = call.args[0];
    typeof x === "number" || bad("x", "u32", x);
    call.running = true;
    return coreNow(x);
  },
  result(call, returned) {
    call.settle(returned >>> 0);
  },
};
// now: func(x: u32) -> u32
function now(x) {
  return runtime.callSync(callNow, [x]);
}

const [module0] = await Promise.all([
  loadCore(() => compileText("AGFzbQEAAAABEQNgAX8AYAF/AX9gA39/fwF/AhABAAt0YXNrLnJldHVybgAAAwQDAQIBByADBWxhdGVyAAEObGF0ZXItY2FsbGJhY2sAAgNub3cAAwoTAwgAIAAQAEEACwMAAAsEACAACwAUBG5hbWUAAgFNAQkBAAZyZXR1cm4="), "component.core module[0] \"M\""),
]);
// m
const exports0 = (await component.startCore(root, WebAssembly.instantiate, module0, {
  "": {
    "task.return": taskReturn,
  },
}, false)).exports;
const callbackLater = exports0["later-callback"];
const coreLater = exports0.later;
const coreNow = exports0.now;

// test:later/api@0.1.0
const api = {
  fetchIt: later,
  now,
};

export {
  later,
  now,
  api,
  api as "test:later/api@0.1.0",
};
