// Runs the calls of an example on the glue that jco-go wrote for it. The same file runs in Node (`npm start`) and in
// the page, so a difference between the two columns is a difference of the engines.

import { answerText, errorText, isErrorCase } from './answer.js';
import { argumentValue } from './arguments.js';
import { camelCase, pascalCase } from './names.js';

/** @import { Answer, Call, ExportedFunc, Json, Step } from './types.js' */
/** @typedef {Record<string, any>} Instance */

/**
 * Makes a function that gives a fresh instance of an example.
 *
 * @param {{ module: string, host?: string }} example addresses relative to base
 * @param {string | URL} base address of demo.json
 * @param {(url: URL) => Promise<WebAssembly.Module>} compile fetches or reads a core module, and compiles it
 * @returns {() => Promise<Instance>}
 */
export function instantiator(example, base, compile) {
  const glueURL = new URL(example.module, base);
  /** @type {Map<string, Promise<WebAssembly.Module>>} */
  const modules = new Map();
  const getCoreModule = (/** @type {string} */ path) => {
    let module = modules.get(path);
    if (!module) {
      module = compile(new URL(path, glueURL));
      modules.set(path, module);
    }
    return module;
  };
  return async () => {
    const glue = await import(glueURL.href);
    const host = example.host ? (await import(new URL(example.host, base).href)).default : {};
    return glue.instantiate(getCoreModule, host);
  };
}

/**
 * Runs calls in order on one instance; a trap poisons it, so the next call gets a fresh one.
 *
 * @param {{ calls: Call[], exports: ExportedFunc[] }} example
 * @param {() => Promise<Instance>} instantiate
 * @returns {Promise<Answer[]>} one for each call
 */
export async function runExample(example, instantiate) {
  const exports = new Map(example.exports.map((func) => [func.export, func]));
  /** @type {Instance | undefined} */
  let instance;
  const answers = [];
  for (const call of example.calls) {
    instance ??= await instantiate();
    const { lines, ms, trapped } = runCall(instance, call, exports);
    answers.push({ text: lines.join('\n'), ms });
    if (trapped) instance = undefined;
  }
  return answers;
}

/**
 * Runs one call or script, up to its end or to a trap.
 *
 * @param {Instance} instance
 * @param {Call} call
 * @param {Map<string, ExportedFunc>} exports by name
 * @returns {{ lines: string[], ms: number, trapped: boolean }} a line for each step that has an answer; the time in calls
 */
function runCall(instance, call, exports) {
  /** @type {Map<string, any>} */
  const variables = new Map();
  /** @type {Map<string, string>} which resource a variable holds, as INTERFACE#RESOURCE */
  const resources = new Map();
  /** @type {Step[]} */
  const steps = 'script' in call ? call.script : [['func', call.export, call.args]];
  const lines = [];
  let ms = 0;
  /** @template T @param {() => T} work */
  const timed = (work) => {
    const start = performance.now();
    try {
      return work();
    } finally {
      ms += performance.now() - start;
    }
  };
  for (const step of steps) {
    try {
      if (step[0] === 'drop') {
        timed(() => variables.get(step[1])[Symbol.dispose]());
        variables.delete(step[1]);
        continue;
      }
      const [name, args, variable] = exportOf(step, resources);
      const func = exports.get(name);
      if (!func) throw new Error(`there is no export ${name}`);
      const values = args.map((arg, i) => argumentValue(arg, func.params[i]?.type ?? 'string', variables));
      const exported = findExport(instance, name);
      const result = timed(() => exported(...values));
      if (variable !== undefined) {
        variables.set(variable, result);
        resources.set(variable, resourceOf(step, resources));
      } else if (step[0] !== 'do') {
        lines.push(answerText(result));
      }
    } catch (thrown) {
      lines.push(errorText(thrown));
      if (!isErrorCase(thrown)) return { lines, ms, trapped: true };
    }
  }
  return { lines, ms, trapped: false };
}

/**
 * The export that a step calls, its arguments (a method's own instance first) and the variable that keeps the result.
 *
 * @param {Exclude<Step, ['drop', string]>} step
 * @param {Map<string, string>} resources
 * @returns {[name: string, args: Json[], variable: string | undefined]}
 */
function exportOf(step, resources) {
  switch (step[0]) {
    case 'new':
      return [inInterface(step[1], (r) => `[constructor]${r}`), step[2], step[3]];
    case 'static':
      return [inInterface(step[1], (r) => `[static]${r}.${step[2]}`), step[3], step[4]];
    case 'do':
    case 'call': {
      const resource = resources.get(step[1]) ?? '';
      return [inInterface(resource, (r) => `[method]${r}.${step[2]}`), [{ $ref: step[1] }, ...step[3]], step[4]];
    }
    case 'func':
      return [step[1], step[2], step[3]];
  }
}

/**
 * The resource that a step's result is: its own for a constructor and a static function, the same as the method's
 * otherwise (the examples keep no result of another type).
 *
 * @param {Exclude<Step, ['drop', string]>} step
 * @param {Map<string, string>} resources
 */
function resourceOf(step, resources) {
  return step[0] === 'call' || step[0] === 'do' ? (resources.get(step[1]) ?? '') : step[1];
}

/**
 * @param {string} name INTERFACE#ITEM
 * @param {(item: string) => string} change
 */
function inInterface(name, change) {
  const at = name.indexOf('#') + 1;
  return name.slice(0, at) + change(name.slice(at));
}

/**
 * Finds an export by its WIT name, with jco's JavaScript names and conventions.
 *
 * @param {Instance} instance
 * @param {string} name `add`, `ns:pkg/iface#add`, `…#[constructor]r`, `…#[method]r.add`, `…#[static]r.add`
 * @returns {(...args: any[]) => unknown} a method takes its resource as the first argument
 */
export function findExport(instance, name) {
  const at = name.indexOf('#');
  const scope = at < 0 ? instance : instance[name.slice(0, at)];
  const item = name.slice(at + 1);
  const match = /^\[(constructor|method|static)\]([^.]+)(?:\.(.+))?$/.exec(item);
  if (!match) return scope[camelCase(item)];
  const [, kind, resource, member] = match;
  const Class = scope[pascalCase(resource)];
  if (kind === 'constructor') return (...args) => new Class(...args);
  const method = camelCase(member);
  return kind === 'static' ? (...args) => Class[method](...args) : (self, ...args) => self[method](...args);
}
