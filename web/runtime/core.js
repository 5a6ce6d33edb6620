// The task core in JavaScript: one instance of jco-go-runtime.wasm (polyfill/wasm) for a realm, which all transpiled
// components of the realm share, whatever copy of this file they bring along.

import { goFor } from './wasm-exec.js';

/** @import { CoreExports } from './core-exports.js' */

/**
 * What all copies of this file share. ABI-1 is the exports of the core with all that docs/async-js.md says of them;
 * copies that speak of another one do not meet.
 */
const key = Symbol.for('jco-go:runtime:ABI-1');

/** @typedef {{ core?: Core, loading?: Promise<Core> }} Shared */

/** @typedef {WebAssembly.Module | BufferSource | Response | URL | string} Source */

/** How much is kept of what the Go runtime writes, which is nothing but its report of a crash. */
const keptOutput = 1 << 14;

/** A module whose export x is wasm's `unreachable`, which no handler of a guest's catches. */
const trapModule = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x78, 0, 0, 10, 5, 1, 3, 0, 0, 0x0b],
);

/** @returns {Shared} */
function shared() {
  const realm = /** @type {Record<symbol, Shared>} */ (/** @type {unknown} */ (globalThis));
  if (!realm[key]) Object.defineProperty(realm, key, { value: {} });
  return realm[key];
}

/** The core of this realm, undefined if there is none yet or it broke. */
export function currentCore() {
  const { core } = shared();
  return core?.failure ? undefined : core;
}

/**
 * Gives the core of this realm. The first call makes it from jco-go-runtime.wasm; source is asked for nothing otherwise.
 *
 * @param {Source | Promise<Source> | (() => Source | Promise<Source>)} source of the compiled module: itself, its bytes,
 *   a response, or where to fetch or (in Node) read it; what is relative is so to the page
 * @returns {Promise<Core>}
 */
export async function loadCore(source) {
  const core = currentCore();
  if (core) return core;
  const state = shared();
  if (!state.loading) {
    const loading = compile(source).then(startCore);
    state.loading = loading;
    const done = () => {
      if (state.loading === loading) state.loading = undefined;
    };
    loading.then(done, done);
  }
  return state.loading;
}

/**
 * Gives the core of this realm; makes it, without waiting for anything, from a compiled module.
 *
 * @param {WebAssembly.Module} module
 * @returns {Core}
 */
export function startCore(module) {
  const core = currentCore() ?? new Core(module);
  shared().core = core;
  return core;
}

/** @param {Parameters<typeof loadCore>[0]} source */
async function compile(source) {
  const given = await (typeof source === 'function' ? source() : source);
  if (given instanceof WebAssembly.Module) return given;
  if (typeof given === 'string' || given instanceof URL) {
    const url = new URL(given, globalThis.location?.href);
    // An import, or an address that is put together from import.meta.url, would be a bundler's to find.
    const fs = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
    return fs ? WebAssembly.compile(await fs.readFile(url)) : compileResponse(await fetch(url));
  }
  return typeof Response !== 'undefined' && given instanceof Response
    ? compileResponse(given)
    : WebAssembly.compile(/** @type {BufferSource} */ (given));
}

/** @param {Response} response */
async function compileResponse(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  // Engines insist on the type, servers do not always know it.
  const type = response.headers.get('content-type') ?? '';
  if (/^application\/wasm($|;)/i.test(type)) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The task core broke: a mistake in jco-go. All components that use the same core are dead with it. */
export class CoreError extends Error {
  /** @param {string} message @param {string} output of the Go runtime @param {string} trace */
  constructor(message, output, trace) {
    super(message);
    this.name = 'CoreError';
    /** What the Go runtime wrote: the panic and its stack. */
    this.output = output;
    /** The operations that led to it, if the core was tracing. */
    this.trace = trace;
  }
}

/** A running task core. */
export class Core {
  /**
   * The operations (internal/task). Adapters import them as they are.
   * @type {CoreExports}
   */
  exports;

  /** The values of the last operation; another array after the core's memory has grown. */
  mail = new Int32Array(0);

  /** Where the Mail lies. */
  mailAddress = 0;

  /** Where the context slots of the running thread lie: two 64-bit integers. */
  contextAddress = 0;

  /** Why the core is dead. @type {CoreError | undefined} */
  failure;

  /** Is told in a microtask that the core has broken. @type {(() => void) | undefined} */
  onFailure;

  /**
   * What belongs to the core and not to one of the copies of this file, by its name: the driver.
   * @type {Record<string, any>}
   */
  shared = {};

  /** What the Go runtime wrote. */
  #output = '';
  #traceAddress = 0; // 0 if it does not trace

  /** @param {WebAssembly.Module} module jco-go-runtime.wasm, compiled */
  constructor(module) {
    const { x: unreachable } = new WebAssembly.Instance(new WebAssembly.Module(trapModule)).exports;
    const Go = goFor(this.#scope());
    const go = new Go();
    go.exit = () => {
      this.#broke();
      // Go code must not go on. A guest may be what called it, and must not either: it catches no trap.
      /** @type {() => void} */ (unreachable)();
    };
    const { gojs } = go.importObject;
    const reset = /** @type {(sp: number) => void} */ (gojs['runtime.resetMemoryDataView']);
    gojs['runtime.resetMemoryDataView'] = (/** @type {number} */ sp) => {
      reset(sp);
      this.#refresh();
    };
    const clock = { now: () => performance.now() * 1000 };
    const instance = new WebAssembly.Instance(module, { ...go.importObject, clock });
    this.exports = /** @type {any} */ (instance.exports);
    // main runs until it waits for ever; the promise is never settled unless the program breaks, which failure tells.
    go.run(instance).catch(() => {});
    if (this.failure) throw this.failure;
    this.mailAddress = this.exports.mail_ptr() >>> 0;
    this.contextAddress = this.exports.context_ptr() >>> 0;
    this.#refresh();
  }

  /** The core's memory. */
  get memory() {
    return this.exports.mem;
  }

  /** The text of the trap that the last operation returned, in wasmtime's words. */
  trapText() {
    this.exports.trap_text();
    return this.#text();
  }

  /**
   * Begins to write down all operations, or ends that.
   * @param {boolean} on
   * @param {boolean} [times] each line says first when it was written: "@1234 ", in microseconds of performance.now()
   */
  trace(on, times = false) {
    this.exports.trace(on ? 1 : 0);
    this.exports.trace_times(times ? 1 : 0);
    this.#traceAddress = this.exports.trace_ptr() >>> 0;
  }

  /** Gives what was written since the last call: a line for each operation. */
  takeTrace() {
    this.exports.take_trace();
    return this.#text();
  }

  #text() {
    const [at, length] = this.mail;
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, at >>> 0, length));
  }

  #refresh() {
    this.mail = new Int32Array(this.memory.buffer, this.mailAddress, 12);
  }

  /** The Go program ends: its memory is in no known state, and what its exports give from now on means nothing. */
  #broke() {
    if (this.failure) return;
    const output = this.#output.trimEnd();
    this.failure = new CoreError(
      `the task core broke, which is a mistake in jco-go: ${output.split('\n', 1)[0] || 'the program ended'}`,
      output,
      this.#traceAddress ? this.#lostTrace() : '',
    );
    const state = shared();
    if (state.core === this) state.core = undefined;
    queueMicrotask(() => this.onFailure?.());
  }

  /** The trace of a core that broke: nothing can be called any more. */
  #lostTrace() {
    const [at, , length] = new Uint32Array(this.memory.buffer, this.#traceAddress, 3);
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, at, length));
  }

  /** What the Go program finds instead of the realm's globals. It has no files, and no timer ever fires in it. */
  #scope() {
    const decoder = new TextDecoder();
    const constants = { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 };
    return {
      Array,
      Date,
      Object,
      TextDecoder,
      TextEncoder,
      Uint8Array,
      crypto,
      performance,
      console: { log() {}, warn() {}, error() {} },
      setTimeout: () => 0,
      clearTimeout() {},
      fs: {
        constants,
        /** @param {number} _fd @param {Uint8Array} bytes */
        writeSync: (_fd, bytes) => {
          if (this.#output.length < keptOutput) this.#output += decoder.decode(bytes, { stream: true });
          return bytes.length;
        },
      },
    };
  }
}
