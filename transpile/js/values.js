// Values of JavaScript on their way into a component: what does not fit its WIT type is a TypeError.

import { trap } from './trap.js';

/** A value that does not fit; the path leads to it, the text goes on behind it. */
export class BadValue {
  /**
   * @param {string} path
   * @param {string} text
   * @param {string} [how] what the import has to do with it, if there is one
   */
  constructor(path, text, how = 'returned by') {
    this.path = path;
    this.text = text;
    this.how = how;
    Object.assign(this, { [Symbol.for('jco-go:bad')]: true }); // for web/runtime/badvalue.js
  }
}

/**
 * What came, in a message: its type, and its value where that is short.
 * @param {any} v
 */
export function describe(v) {
  const type = typeof v;
  if (v === undefined || v === null) return v;
  if (Array.isArray(v)) return `Array of length ${v.length}`;
  if (typeof v.tag === 'string') return `{ tag: ${JSON.stringify(v.tag).slice(0, 40)} }`;
  if (type === 'object') return v.constructor?.name || type;
  return type === 'function' ? type : `${type} ${(type === 'string' ? JSON.stringify : String)(v).slice(0, 40)}`;
}

/**
 * @param {string} path
 * @param {string} want the WIT type
 * @param {any} got
 * @returns {never}
 */
export function bad(path, want, got) {
  throw new BadValue(path, `must be ${want}, not ${describe(got)}`);
}

/**
 * Puts path in front of that of a bad value inside.
 * @param {any} e
 * @param {string} path
 * @returns {never}
 */
export function prefixPath(e, path) {
  if (e instanceof BadValue) e.path = path + e.path;
  throw e;
}

/**
 * @param {any} v
 * @param {string} path
 * @param {string} want
 * @returns {bigint}
 */
export function toBigInt(v, path, want) {
  return Number.isInteger(v) ? BigInt(v) : bad(path, want, v);
}

/**
 * Whether a flag is set, undefined if v is no boolean.
 * @param {any} v
 */
export function flag(v) {
  if (typeof v === 'boolean') return v;
  if (v === undefined || v === null) return false;
}

/**
 * The code point of a char, undefined if v is none.
 * @param {any} v
 * @returns {number | undefined}
 */
export function charCode(v) {
  const c = typeof v === 'string' ? v.codePointAt(0) : undefined;
  return c === undefined || v.length !== (c > 0xffff ? 2 : 1) || (c >= 0xd800 && c < 0xe000) ? undefined : c;
}

/**
 * The elements of a list: an array, anything iterable, or anything with a length. Undefined if v is none of these.
 * @param {any} v
 * @returns {ArrayLike<any> | undefined}
 */
export function elements(v) {
  if (Array.isArray(v) || (ArrayBuffer.isView(v) && !(v instanceof DataView))) return /** @type {any} */ (v);
  if (typeof v === 'object' && v !== null && (v[Symbol.iterator] || v.length >= 0)) return Array.from(v);
}

/**
 * The entries of a map: a Map, pairs, or the properties of an object. Undefined if v is none of these.
 * @param {any} v
 * @returns {ArrayLike<any> | undefined}
 */
export function entries(v) {
  if (typeof v === 'object' && v !== null) return v[Symbol.iterator] ? Array.from(v) : Object.entries(v);
}

/**
 * A property whose name every object inherits, if the object has its own.
 * @param {any} v
 * @param {string} name
 */
export function ownField(v, name) {
  return Object.hasOwn(Object(v), name) ? v[name] : undefined;
}

/**
 * Whether a host returned a result as {tag, val} instead of its ok value.
 * @param {any} v
 */
export function isResult(v) {
  return typeof v === 'object' && v !== null && (v.tag === 'ok' || v.tag === 'err');
}

/**
 * What an import with a result type threw, as its error: the thrown value, or its payload. An Error without a payload
 * is no result but a failure of the host.
 * @param {any} e
 */
export function errorPayload(e) {
  if (e !== null && e !== undefined && Object.hasOwn(Object(e), 'payload')) return e.payload;
  if (e instanceof Error) throw e;
  return e;
}

/** The error case of a result that a function returned. */
export class ComponentError extends Error {
  /** @param {any} payload */
  constructor(payload) {
    const text = typeof payload === 'string';
    super(text ? payload : `${String(payload)} (see error.payload)`);
    Object.defineProperty(this, 'payload', { value: payload, enumerable: !text });
  }
}

/** @param {number} code */
export function checkChar(code) {
  code >>>= 0;
  if (code >= 0x110000 || (code >= 0xd800 && code < 0xe000)) trap('invalid `char` bit pattern');
  return code;
}

/** @param {number} code */
export function charOf(code) {
  return String.fromCodePoint(checkChar(code));
}

/**
 * @param {number} discriminant of an option
 */
export function isSome(discriminant) {
  if (discriminant === 0) return false;
  return discriminant === 1 || trap('invalid variant discriminant');
}

/**
 * @param {number} i
 * @param {number} cases
 */
export function checkCase(i, cases) {
  return i >>> 0 < cases ? i : trap('invalid variant discriminant');
}

/** Where floats and integers show each other's bits. */
export const bits = new DataView(new ArrayBuffer(8));

/** @param {number} v */
export function f32Bits(v) {
  bits.setFloat32(0, v);
  return bits.getInt32(0);
}

/** @param {number} v */
export function f64Bits(v) {
  bits.setFloat64(0, v);
  return bits.getBigInt64(0);
}

/** @param {number} v */
export function bitsF32(v) {
  bits.setInt32(0, v);
  return bits.getFloat32(0);
}

/** @param {bigint} v */
export function bitsF64(v) {
  bits.setBigInt64(0, v);
  return bits.getFloat64(0);
}
