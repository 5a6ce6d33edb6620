// A running transpile/wasm, which says in its wasm.go how it is called and is part of cmd/jco-go. An instance that a call broke is dead: its
// memory is in no known state, and a new one has to be made.

import { errorFromGo, TranspileError } from './errors.js';
import { JsValues } from './jsvalues.js';
import { MessageReader, requestBytes } from './message.js';
import { goFor } from './wasm-exec.js';

/** @import { TranspileResult } from './index.d.ts' */

/** An instance whose memory has grown over this many bytes is not kept for the next call. */
const keptMemory = 128 << 20;

/** How much is kept of what the Go runtime writes, which is nothing but its report of a crash. */
const keptOutput = 1 << 14;

/**
 * @typedef {object} Exports what transpile/wasm exports
 * @property {WebAssembly.Memory} mem
 * @property {(size: number) => number} request
 * @property {() => number} transpile
 * @property {() => number} types
 * @property {() => void} release
 */

/** @typedef {(module: Uint8Array) => Uint8Array} Optimize gives the core module to use in place of another one */

export class Instance {
  /** @type {Exports | undefined} undefined once it is dead */
  #exports;
  /** What the Go runtime wrote. */
  #output = '';
  /** @type {Optimize | undefined} of the call that is running */
  #optimize;
  /** What Go has as integers. */
  #values = new JsValues();

  /** @param {WebAssembly.Module} module */
  static async start(module) {
    const instance = new Instance();
    const Go = goFor(instance.#scope());
    const go = new Go();
    go.argv = ['transpile']; // it is the command line as well
    go.exit = (code) => {
      throw new Error(`exit code ${code}`); // to leave the Go code that exits, see runtime.wasmExit
    };
    const started = await WebAssembly.instantiate(module, {
      ...go.importObject,
      'jco-go': { optimize: instance.#optimizing.bind(instance) },
      jsbridge: instance.#values.imports(() => instance.#memory),
    });
    /** @type {unknown} */
    let failure;
    go.run(started).catch((e) => {
      failure = e;
    });
    await undefined; // when that has been caught
    if (failure) throw instance.#crash(failure);
    instance.#exports = /** @type {any} */ (started.exports);
    return instance;
  }

  get dead() {
    return this.#exports === undefined;
  }

  /** The size of its memory, 0 if it is dead. */
  get memoryBytes() {
    return this.#exports?.mem.buffer.byteLength ?? 0;
  }

  /**
   * Runs a command; nothing else happens meanwhile.
   * @param {'transpile' | 'types'} command
   * @param {[name: string, value: string][]} options of transpile/wasm/options.go
   * @param {Uint8Array} component
   * @param {Optimize} [optimize] for the option Optimize
   * @returns {ReturnType<typeof readResult>}
   */
  call(command, options, component, optimize) {
    const exports = this.#exports;
    if (!exports) throw new Error('this instance is dead');
    let reader;
    let ok;
    this.#optimize = optimize;
    try {
      const head = requestBytes(options);
      const at = exports.request(head.length + component.length) >>> 0;
      const request = new Uint8Array(exports.mem.buffer, at, head.length + component.length);
      request.set(head);
      request.set(component, head.length);
      const answer = exports[command]() >>> 0;
      reader = new MessageReader(exports.mem.buffer, answer);
      ok = reader.u32() === 1;
    } catch (e) {
      throw this.#crash(e);
    }
    const answer = ok ? readResult(reader) : reader.list(readPair);
    exports.release();
    if (this.memoryBytes > keptMemory) this.#exports = undefined;
    if (!Array.isArray(answer)) return answer;
    const [, thrown] = answer.find(([name]) => name === 'thrown') ?? [];
    throw thrown ? this.#values.take(Number(thrown)) : errorFromGo(answer);
  }

  get #memory() {
    return /** @type {ArrayBuffer} */ (/** @type {Exports} */ (this.#exports).mem.buffer);
  }

  /**
   * What transpile/wasm/optimize.go imports.
   * @param {number} at
   * @param {number} size
   */
  #optimizing(at, size) {
    const module = new Uint8Array(this.#memory, at >>> 0, size >>> 0).slice();
    return this.#values.attempt(() => this.#optimize?.(module) ?? module);
  }

  /**
   * Whatever comes out of Go code as an exception has left it in the middle: a panic, or the engine ran out of stack.
   * @param {unknown} cause
   */
  #crash(cause) {
    this.#exports = undefined;
    const output = this.#output.trimEnd();
    const what = output.split('\n', 1)[0] || String(cause);
    return new TranspileError('internal', `the transpiler broke: ${what}`, {
      cause: output ? new Error(output, { cause }) : cause,
    });
  }

  /** What the Go program finds instead of the realm's globals. It has no files, and no timer ever fires in it. */
  #scope() {
    const decoder = new TextDecoder();
    const enosys = Object.assign(new Error('not available'), { code: 'ENOSYS' });
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
        /** @param {...any} args */
        write: (...args) => args.at(-1)(enosys),
      },
    };
  }
}

/** @param {MessageReader} r @returns {[string, string]} */
const readPair = (r) => [r.string(), r.string()];

/** @param {MessageReader} r @returns {[name: string, data: Uint8Array]} */
const readFile = (r) => [r.string(), r.bytesAt(r.u32(), r.u32())];

/** @param {MessageReader} r @returns {TranspileResult & { runtime: boolean }} */
const readResult = (r) => ({
  files: Object.fromEntries(r.list(readFile)),
  imports: r.list((r) => r.string()),
  exports: /** @type {any} */ (r.list(readPair)),
  runtime: r.u32() === 1,
});
