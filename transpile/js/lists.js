// Lists of numbers are copied as typed arrays.

import { alloc, checkList } from './memory.js';
import { bad, elements, toBigInt } from './values.js';

/** @typedef {import('./memory.js').Context} Context */

/**
 * @param {Context} cx
 * @param {any} Type of the typed array
 * @param {number} ptr
 * @param {number} length
 */
export function loadNumbers(cx, Type, ptr, length) {
  checkList(cx, ptr, length, Type.BYTES_PER_ELEMENT, Type.BYTES_PER_ELEMENT);
  return new Type(new Type(cx.bytes.buffer, ptr, length));
}

/**
 * @param {Context} cx
 * @param {any} Type of the typed array
 * @param {number} ptr
 * @param {number} length
 */
export function loadFloats(cx, Type, ptr, length) {
  const list = loadNumbers(cx, Type, ptr, length);
  for (let i = 0; i < length; i++) if (Number.isNaN(list[i])) list[i] = NaN;
  return list;
}

/**
 * @param {Context} cx
 * @param {any} Type of the typed array
 * @param {any} v one of that type
 */
export function storeNumbers(cx, Type, v) {
  const length = v.length;
  const size = Type.BYTES_PER_ELEMENT;
  const ptr = alloc(cx, size, length * size);
  if (size === 1) cx.bytes.set(v, ptr);
  else new Type(cx.bytes.buffer, ptr, length).set(v);
  cx.units = length;
  return ptr;
}

/**
 * The elements of a list of numbers that is not a typed array of the wanted kind.
 * @param {any} Type of the typed array
 * @param {any} v
 * @param {string} path
 * @param {string} element the WIT type of an element
 * @param {boolean} [strict] refuses integers out of range
 */
export function numbers(Type, v, path, element, strict) {
  if (v instanceof ArrayBuffer && v.byteLength % Type.BYTES_PER_ELEMENT === 0) return new Type(v);
  const list = elements(v) ?? bad(path, `list<${element}>`, v);
  const length = list.length;
  const out = new Type(length);
  const big = typeof out[0] === 'bigint' || Type === BigInt64Array || Type === BigUint64Array;
  for (let i = 0; i < length; i++) {
    let n = list[i];
    if (big) {
      if (typeof n !== 'bigint') n = toBigInt(n, `${path}[${i}]`, element);
    } else if (typeof n !== 'number') bad(`${path}[${i}]`, element, n);
    out[i] = n;
    if (strict && out[i] !== n) bad(`${path}[${i}]`, element, n);
  }
  return out;
}
