// The functions of the package, over what differs between Node and browsers: where the module comes from.

import { TranspileError } from './errors.js';
import { Instance } from './instance.js';
import { readOptions } from './options.js';

/** @import { Optimize } from './instance.js' */
/** @import { Files, InitializeOptions, TranspileOptions, TypesOptions } from './index.d.ts' */

/**
 * What differs between platforms.
 *
 * @typedef {object} Platform
 * @property {() => Promise<WebAssembly.Module>} module compiles the module that belongs to this package
 * @property {(source: any) => Promise<WebAssembly.Module>} compile compiles what initialize was given
 * @property {(source: string | URL) => Promise<{ component: Uint8Array, name: string }>} read reads a component
 * @property {(source: string | URL, options: object) => Promise<Files | undefined>} witTypes what types gives for WIT
 *   text, undefined if the source is something else
 * @property {(code: Uint8Array) => Promise<Uint8Array>} minify
 * @property {() => Promise<Uint8Array[]>} runtime reads the two files of the async runtime
 * @property {(how: { args?: string[], program?: string }) => Optimize} optimizer makes what optimizes core modules
 */

/** @param {Platform} platform */
export function createApi(platform) {
  /** @type {Promise<WebAssembly.Module> | undefined} */
  let module;
  /** @type {Promise<Instance> | undefined} */
  let instance;

  /** @returns {Promise<Instance>} one that is alive at that moment */
  async function alive() {
    for (;;) {
      module ??= platform.module().catch((e) => {
        module = undefined; // a page may be online again later
        throw e;
      });
      const compiled = await module;
      instance ??= Instance.start(compiled).catch((e) => {
        instance = undefined;
        throw e;
      });
      const started = instance;
      const found = await started;
      if (!found.dead) return found;
      if (instance === started) instance = undefined;
    }
  }

  /**
   * @param {'transpile' | 'types'} command
   * @param {unknown} source
   * @param {object} options
   */
  async function run(command, source, options) {
    const { request, outDir, minify, wasmOpt } = readOptions(command, options);
    let component = bytesOf(source);
    if (typeof source === 'string' || source instanceof URL) {
      const file = await platform.read(source);
      component = file.component;
      request.unshift(['Name', file.name]); // the option comes later and wins
    }
    if (!component) throw new TypeError(`${command}: the component is ${typeof source}, not a Uint8Array`);
    refuseText(component);
    const optimize = request.some(([name]) => name === 'Optimize') ? platform.optimizer(wasmOpt) : undefined;
    const { runtime, ...result } = (await alive()).call(command, request, component, optimize);
    if (minify) {
      const [file] = Object.keys(result.files); // the ES module
      result.files[file] = await platform.minify(result.files[file]);
    }
    if (runtime && command === 'transpile' && !request.some(([name]) => name === 'Runtime')) {
      const names = ['jco-go-runtime.js', 'jco-go-runtime.wasm'];
      const files = await platform.runtime();
      for (const [i, name] of names.entries()) result.files[name] = files[i];
    }
    result.files = inFolder(outDir, result.files);
    return result;
  }

  return {
    /** @param {Uint8Array | ArrayBuffer | string | URL} component @param {TranspileOptions} [options] */
    transpile: (component, options = {}) => run('transpile', component, options),

    /** @param {Uint8Array | ArrayBuffer | string | URL} component @param {TypesOptions} [options] */
    async types(component, options = {}) {
      if (typeof component === 'string' || component instanceof URL) {
        const files = await platform.witTypes(component, options);
        if (files) return files;
      }
      return (await run('types', component, options)).files;
    },

    /** @param {InitializeOptions} [options] */
    async initialize({ wasm } = {}) {
      if (wasm !== undefined) {
        if (module)
          throw new Error('initialize: the transpiler is loaded already; call it with { wasm } before all else');
        module = platform.compile(wasm).catch((e) => {
          module = undefined;
          throw e;
        });
      }
      await alive();
    },
  };
}

/** @param {string} folder with / at its end, or empty @param {Files} files */
export const inFolder = (folder, files) =>
  Object.fromEntries(Object.entries(files).map(([name, data]) => [folder + name, data]));

/** @param {unknown} source */
function bytesOf(source) {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return undefined;
}

/**
 * Recognises the texts that people give by mistake.
 * @param {Uint8Array} bytes
 */
function refuseText(bytes) {
  if (bytes[0] === 0) return;
  const head = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  if (/^(package |\/\/|\/\*)/.test(head)) throw witText();
  if (/^(\(|;;)/.test(head)) {
    throw new TranspileError('text', 'this is WebAssembly text, not a component binary');
  }
}

export const witText = () => new TranspileError('wit-text', 'this is WIT text, not a component binary');
