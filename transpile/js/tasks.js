// Resources of a component with the async runtime, whose handle tables are the core's.

import { ownRep, repOf } from './resources.js';
import { notInstantiated } from './trap.js';
import { bad } from './values.js';

/**
 * An instance of web/runtime/component.js.
 * @typedef {object} CoreInstance
 * @property {{ hosts: { put(object: any): number } }} component
 * @property {(type: number, rep: number) => number} addOwn
 * @property {(i: number, type: number) => number} takeRep
 * @property {(i: number, type: number) => any} takeHost
 * @property {(undo: () => void) => void} moved
 */

/**
 * Lowers an owned resource of the component's own: the object gives it away.
 * @param {CoreInstance} instance
 * @param {number} type
 * @param {any} v
 * @param {symbol} key
 * @param {FinalizationRegistry<number> | undefined} registry
 * @param {string} path
 * @param {string} want
 */
export function giveOwnRep(instance, type, v, key, registry, path, want) {
  const rep = repOf(v, key, path, want);
  const i = instance.addOwn(type, rep);
  registry?.unregister(v);
  v[key] = 'given away';
  instance.moved(() => {
    instance.takeRep(i, type);
    ownRep(v, key, rep, registry);
  });
  return i;
}

/**
 * Lowers an owned resource of the host's.
 * @param {CoreInstance} instance
 * @param {number} type
 * @param {any} v
 * @param {string} path
 * @param {string} want
 * @param {Function} Class
 */
export function giveHostObject(instance, type, v, path, want, Class) {
  if (!(v instanceof Class)) bad(path, want, v);
  const i = instance.addOwn(type, instance.component.hosts.put(v));
  instance.moved(() => instance.takeHost(i, type));
  return i;
}

/**
 * Drops the resource that object owns, if it still does.
 * @param {any} object
 * @param {symbol} key
 * @param {FinalizationRegistry<number> | undefined} registry
 * @param {(rep: number) => void} [drop]
 */
export function disposeRep(object, key, registry, drop) {
  const rep = object[key];
  if (typeof rep !== 'number') return;
  object[key] = 'dropped';
  registry?.unregister(object);
  drop?.(rep);
}

/**
 * Stands for an export until `$init` has made it.
 * @type {any}
 */
export const notYet = new Proxy(class {}, { apply: notInstantiated, construct: notInstantiated, get: notInstantiated });
