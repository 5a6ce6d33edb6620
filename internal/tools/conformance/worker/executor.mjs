// Runs the requests of a script on transpiled components, in Node and in a page alike.

import { fromJS, resultValue, ShapeError, toJS } from './values.mjs';

/** @typedef {import('./values.mjs').Shape} Shape */
/** @typedef {{ kind: string, message?: string, value?: import('./values.mjs').ScriptValue }} Outcome */
/** @typedef {{ path: string[], async?: boolean, params: Shape[], result: Shape | null }} JSExport */
/** @typedef {{ dir: string, entry: string, cores: string[], exports: Record<string, JSExport> }} Transpiled */

/**
 * @typedef {object} Request Request of engine.go
 * @property {string} op
 * @property {number} [def]
 * @property {number} [inst]
 * @property {Transpiled} [transpiled]
 * @property {Record<string, number>} [imports]
 * @property {string} [field]
 * @property {import('./values.mjs').ScriptValue[]} [args]
 */

/**
 * How the surroundings load what was transpiled.
 * @typedef {object} Loader
 * @property {(dir: string, file: string) => Promise<any>} module imports an ES module
 * @property {(dir: string, file: string) => Promise<WebAssembly.Module>} core compiles a core module
 * @property {(file: string) => Promise<WebAssembly.Module>} runtime compiles the task core
 */

export class Executor {
  /** @type {Map<number, { instantiate: Function, cores: Map<string, WebAssembly.Module>, exports: Record<string, JSExport> }>} */
  #definitions = new Map();
  /** @type {Map<number, { exports: any, def: number }>} */
  #instances = new Map();
  #loader;

  /** @param {Loader} loader */
  constructor(loader) {
    this.#loader = loader;
  }

  /**
   * @param {Request} req
   * @returns {Promise<Outcome>}
   */
  async run(req) {
    switch (req.op) {
      case 'define':
        return this.#define(req);
      case 'instantiate':
        return this.#instantiate(req);
      case 'invoke':
        return this.#invoke(req);
    }
    return { kind: 'fault', message: `unknown request ${req.op}` };
  }

  /** @param {Request} req */
  async #define({ def, transpiled }) {
    const { dir, entry, cores, exports } = /** @type {Transpiled} */ (transpiled);
    const compiled = new Map();
    try {
      for (const file of cores) compiled.set(file, await this.#loader.core(dir, file));
    } catch (e) {
      return outcome('refused', e);
    }
    try {
      const { instantiate } = await this.#loader.module(dir, entry);
      this.#definitions.set(/** @type {number} */ (def), { instantiate, cores: compiled, exports });
    } catch (e) {
      return outcome('fault', e); // glue that does not load
    }
    return { kind: 'ok' };
  }

  /** @param {Request} req */
  async #instantiate({ def, inst, imports = {} }) {
    const definition = this.#definitions.get(/** @type {number} */ (def));
    if (!definition) return { kind: 'fault', message: `no definition ${def}` };
    /** @type {Record<string, any>} */
    const given = {};
    for (const [name, id] of Object.entries(imports)) given[name] = this.#instances.get(id)?.exports;
    try {
      const core = (/** @type {string} */ file) => definition.cores.get(file) ?? this.#loader.runtime(file);
      const exports = await definition.instantiate(core, given);
      const driver = /** @type {any} */ (globalThis)[Symbol.for('jco-go:runtime:ABI-1')]?.core?.shared.driver;
      if (driver) driver.onlyInCalls = true;
      this.#instances.set(/** @type {number} */ (inst), { exports, def: /** @type {number} */ (def) });
    } catch (e) {
      return outcome(isLinkError(e) ? 'unlinkable' : 'trap', e);
    }
    return { kind: 'ok' };
  }

  /** @param {Request} req */
  async #invoke({ inst, field, args = [] }) {
    const instance = this.#instances.get(/** @type {number} */ (inst));
    if (!instance) return { kind: 'fault', message: `no instance ${inst}` };
    const signature = this.#definitions.get(instance.def)?.exports[/** @type {string} */ (field)];
    if (!signature) return { kind: 'fault', message: `no exported function ${JSON.stringify(field)}` };
    let self = instance.exports;
    for (const key of signature.path.slice(0, -1)) self = self?.[key];
    const fn = self?.[/** @type {string} */ (signature.path.at(-1))];
    if (typeof fn !== 'function') {
      return { kind: 'fault', message: `the instance has no function ${signature.path.join('.')}` };
    }
    if (args.length !== signature.params.length) {
      return { kind: 'fault', message: `${signature.params.length} parameters, ${args.length} arguments` };
    }
    try {
      const given = args.map((v, i) => toJS(v, signature.params[i]));
      return await call(fn.bind(self), given, signature);
    } catch (e) {
      return outcome('fault', e);
    }
  }
}

/**
 * @param {Function} fn
 * @param {any[]} args
 * @param {JSExport} signature
 * @returns {Promise<Outcome>}
 */
async function call(fn, args, { async, result }) {
  let js;
  try {
    js = fn(...args);
    if (js instanceof Promise !== Boolean(async)) {
      return { kind: 'fault', message: `${async ? 'an async' : 'a sync'} function returned ${js}` };
    }
    js = await (async ? settled(js) : js);
  } catch (e) {
    if (result?.kind === 'result' && e instanceof Object && 'payload' in e) {
      return { kind: 'ok', value: { type: 'result', value: resultValue('err', e.payload, result) } };
    }
    return outcome('trap', e);
  }
  if (result === null) {
    if (js !== undefined) throw new ShapeError(`a function without a result returned ${js}`);
    return { kind: 'ok' };
  }
  if (result.kind === 'result') {
    return { kind: 'ok', value: { type: 'result', value: resultValue('ok', js, result) } };
  }
  return { kind: 'ok', value: fromJS(js, result) };
}

/**
 * Waits for a call of an async function. When nothing else can happen in this realm, what still waits is a deadlock.
 * @param {Promise<any>} call
 */
async function settled(call) {
  let done = false;
  const end = () => {
    done = true;
  };
  call.then(end, end);
  // A turn of the event loop lies behind all microtasks, which is all that there is to wait for.
  const { setImmediate: soon = (/** @type {() => void} */ then) => setTimeout(then, 0) } = /** @type {any} */ (
    globalThis
  );
  await new Promise((resolve) => soon(resolve));
  while (!done) {
    /** @type {any} */ (globalThis)[Symbol.for('jco-go:runtime:ABI-1')].core.shared.driver.endDeadlocks();
    await new Promise((resolve) => soon(resolve));
  }
  return call;
}

/**
 * Tells a refused import from a trap.
 * @param {unknown} e
 */
function isLinkError(e) {
  return e instanceof WebAssembly.LinkError || (e instanceof TypeError && !(e instanceof WebAssembly.RuntimeError));
}

/**
 * @param {string} kind
 * @param {any} e
 * @returns {Outcome}
 */
function outcome(kind, e) {
  if (kind === 'fault') return { kind, message: String(e?.stack ?? e) };
  return { kind, message: String(e?.message ?? e) };
}
