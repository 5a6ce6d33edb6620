import { loadRuntime, Trap, trapText } from "./jco-go-runtime.js";

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

const dispose = (Symbol.dispose ?? Symbol.for('dispose'));

export function instantiate(getCoreModule, imports = {}, instantiateCore = WebAssembly.instantiate) {
  function* steps() {
    const host = findImport(imports, "test:later/host@0.1.0");
    const missing = [];
    const sleep = host?.sleep;
    typeof sleep === "function" || missing.push(["test:later/host@0.1.0#sleep: async func(ms: u32)", sleep]);
    checkImports(missing);

    const runtime = yield loadRuntime(() => getCoreModule ? getCoreModule("jco-go-runtime.wasm") : new URL("./jco-go-runtime.wasm", import.meta.url));
    const component = runtime.component((payload) => new ComponentError(payload));
    const root = component.instance(); // component

    const startLift = {
      id: runtime.ops.new_lift(root.id, 0, 8, 0),
      component,
      instance: root,
      where: "start: func(ms: u32) -> u32",
      kind: 0,
      sync: true,
    };
    // import test:later/host@0.1.0#sleep: async func(ms: u32)
    function answerSleep(out, ret, failed) {
      if (failed) throw ret;
    }
    const lowerSleepFunction = {
      instance: root,
      async: true,
      where: "test:later/host@0.1.0#sleep: async func(ms: u32)",
      lower: (call, value, failed) => answerSleep(call.out, value, failed),
    };
    function lowerSleep(a0) {
      try {
        const arg = a0 >>> 0;
        const options = runtime.builtins.importOptions();
        const ret = sleep(arg, options);
        if (typeof ret?.then === "function") {
          runtime.builtins.hostCall(lowerSleepFunction).waits(ret, 0, options);
          return runtime.value;
        }
        answerSleep(0, ret, false);
        return 2; // RETURNED
      } catch (e) {
        return runtime.abortImport(e, "test:later/host@0.1.0#sleep: async func(ms: u32)");
      }
    }

    const callStart = {
      lift: startLift,
      stack: false,
      start(call) {
        const ms = call.args[0];
        typeof ms === "number" || bad("ms", "u32", ms);
        call.running = true;
        return coreStart(ms);
      },
      result(call, returned) {
        call.settle(returned >>> 0);
      },
    };
    // start: func(ms: u32) -> u32
    function start(ms) {
      return runtime.callSync(callStart, [ms]);
    }

    const [module0] = yield allOf([
      loadCore(() => getCoreModule ? getCoreModule("host.core.wasm") : compileFile(new URL("./host.core.wasm", import.meta.url)), "component.core module[0] \"M\""),
    ]);
    // m
    const exports0 = (yield component.startCore(root, instantiateCore, module0, {
      "": {
        sleep: lowerSleep,
      },
    }, false)).exports;
    const coreStart = exports0.start;

    return {
      start,
      [dispose]: () => component.dispose(),
    };
  }
  return drive(steps());
}
