// Resources as JavaScript objects. A class of the component's own keeps the rep of each instance in
// a private field, behind an accessor whose name is a symbol. A Proxy around an object (as frameworks make them) has
// no such field: it is taken for the object, which every object names in a property.

import { addHandle, getHandle, removeHandle } from './handles.js';
import { abortCall, cannotEnter, checkLeave } from './trap.js';
import { BadValue, bad } from './values.js';

/** @typedef {import('./handles.js').Table} Table */
/** @typedef {{ entered: number, moved: any[][] }} Root */

export const dispose = /** @type {symbol} */ (Symbol.dispose ?? Symbol.for('dispose'));

/** The property in which an object of a class of the component's own has itself. One that is not enumerable takes 100 ns to make. */
export const itself = Symbol('resource');

/**
 * The object that v is, or is a Proxy around.
 * @param {any} v an object
 * @param {symbol} key
 * @returns {any} v if there is no other
 */
export function behindProxy(v, key) {
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

/**
 * Makes object the owner of a resource.
 * @param {any} object of the resource's class
 * @param {symbol} key
 * @param {number} rep
 * @param {FinalizationRegistry<number>} [registry]
 */
export function ownRep(object, key, rep, registry) {
  object[key] = rep;
  object[itself] = object;
  registry?.register(object, rep, object);
  return object;
}

/**
 * The rep of a resource of the component's own. Where it was there is a word once it is gone.
 * @param {any} v
 * @param {symbol} key
 * @param {string} path
 * @param {string} want
 */
export function repOf(v, key, path, want) {
  let rep = v?.[key];
  if (typeof rep === 'number') return rep;
  if (rep === undefined && typeof v === 'object' && v) rep = behindProxy(v, key)[key];
  if (typeof rep === 'number') return rep;
  if (rep) throw new BadValue(path, `must be ${want}, not one that was ${rep} before`);
  return bad(path, want, v);
}

/**
 * Lowers an owned resource of the component's own: the object gives it away.
 * @param {Root} root
 * @param {Table} table
 * @param {number} type
 * @param {any} v
 * @param {symbol} key
 * @param {FinalizationRegistry<number> | undefined} registry
 * @param {string} path
 * @param {string} want
 */
export function giveOwn(root, table, type, v, key, registry, path, want) {
  const rep = repOf(v, key, path, want);
  const object = behindProxy(v, key);
  // What the registry does not know is no object of the class, but something that a handler made: the registry would drop it again.
  if (registry && !registry.unregister(object)) bad(path, want, v);
  object[key] = 'given away';
  const i = addHandle(table, type, rep);
  if (root.entered < 2) root.moved.push([table, i, type, object, key, registry]);
  return i;
}

/**
 * Lowers an owned resource of the host's.
 * @param {Root} root
 * @param {Table} table
 * @param {number} type
 * @param {any} v
 * @param {string} path
 * @param {string} want
 * @param {Function} Class
 */
export function giveHost(root, table, type, v, path, want, Class) {
  if (!(v instanceof Class)) bad(path, want, v);
  const i = addHandle(table, type, v);
  if (root.entered < 2) root.moved.push([table, i, type]);
  return i;
}

/**
 * Takes back what was given away in a call that did not come about. What a host function's result gave to the guest in an
 * earlier call stays there: it was not noted, as the guest's code ran.
 * @this {Root}
 */
export function undoMoves() {
  for (const [table, i, type, v, key, registry] of this.moved.splice(0).reverse()) {
    const { rep } = removeHandle(table, i, type);
    if (v) ownRep(v, key, rep, registry);
  }
}

/**
 * Drops the resource that v owns, if it still does: `using` disposes at the end of a scope whatever happened
 * inside. Inside a call of its instance the destructor has to wait for the end.
 * @param {any} v
 * @param {symbol} key
 * @param {FinalizationRegistry<number> | undefined} registry
 * @param {Root} root
 * @param {(rep: number) => void} [drop]
 */
export function disposeOwn(v, key, registry, root, drop) {
  const object = behindProxy(v, key);
  const rep = object[key];
  if (typeof rep !== 'number') return;
  object[key] = 'dropped';
  registry?.unregister(object);
  if (!drop) return;
  if (root.entered) queueMicrotask(() => root.entered || drop(rep));
  else drop(rep);
}

/**
 * Drops a resource of the host's that a guest owned.
 * @param {any} rep
 * @param {any} Class
 */
export function disposeHost(rep, Class) {
  if (rep[dispose]) rep[dispose]();
  else Class[Symbol.for('cabiDispose')]?.(rep[Symbol.for('cabiRep')]);
}

/**
 * @typedef {Table & { mayLeave?: boolean, entered?: number }} Instance
 */

/**
 * canon resource.new.
 * @param {Instance} instance
 * @param {number} type
 */
export function resourceNew(instance, type) {
  return (/** @type {number} */ rep) => {
    try {
      checkLeave(instance);
      return addHandle(instance, type, rep);
    } catch (e) {
      return abortCall(e);
    }
  };
}

/**
 * canon resource.rep.
 * @param {Instance} instance
 * @param {number} type
 */
export function resourceRep(instance, type) {
  return (/** @type {number} */ i) => {
    try {
      return getHandle(instance, i, type).rep;
    } catch (e) {
      return abortCall(e);
    }
  };
}

/**
 * canon resource.drop.
 * @param {Instance} instance
 * @param {number} type
 * @param {(rep: any) => void} [drop] runs the destructor
 * @param {Instance[]} entering the instances that the destructor enters
 */
export function resourceDrop(instance, type, drop, entering = []) {
  return (/** @type {number} */ i) => {
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

/**
 * An object of the host's that lacks a method which the component calls.
 * @param {object} object
 * @param {string} name
 * @returns {never}
 */
export function noMethod(object, name) {
  throw new BadValue(`the object of class ${object.constructor?.name}`, `has no method ${name}`, 'called by');
}
