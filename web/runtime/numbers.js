// The element types of streams that are numbers: their typed arrays, and which JavaScript values fit.

/** @typedef {Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array | BigInt64Array | BigUint64Array} NumberArray */

/**
 * @typedef {object} NumberType
 * @property {string} name in WIT
 * @property {any} array its typed array
 * @property {any} one a typed array of one, for a number on its way
 * @property {Uint8Array<ArrayBuffer>} bytes of that
 * @property {number | bigint} min
 * @property {number | bigint} max
 */

/** @param {string} name @param {any} array @param {number | bigint} min @param {number | bigint} max @returns {NumberType} */
const number = (name, array, min, max) => {
  const one = new array(1);
  return { name, array, one, bytes: new Uint8Array(one.buffer), min, max };
};

/** @type {Record<string, NumberType>} */
export const numbers = {
  s8: number('s8', Int8Array, -0x80, 0x7f),
  u8: number('u8', Uint8Array, 0, 0xff),
  s16: number('s16', Int16Array, -0x8000, 0x7fff),
  u16: number('u16', Uint16Array, 0, 0xffff),
  s32: number('s32', Int32Array, -0x80000000, 0x7fffffff),
  u32: number('u32', Uint32Array, 0, 0xffffffff),
  s64: number('s64', BigInt64Array, -(2n ** 63n), 2n ** 63n - 1n),
  u64: number('u64', BigUint64Array, 0n, 2n ** 64n - 1n),
  f32: number('f32', Float32Array, -Infinity, Infinity),
  f64: number('f64', Float64Array, -Infinity, Infinity),
};

/**
 * Whether a value is one of a type.
 * @param {NumberType} type
 * @param {unknown} value
 */
export function fits(type, value) {
  if (typeof value !== typeof type.min) return false;
  if (type.min === -Infinity) return true;
  return (
    (typeof value === 'bigint' || Number.isInteger(value)) &&
    /** @type {any} */ (value) >= type.min &&
    /** @type {any} */ (value) <= type.max
  );
}

/**
 * The bytes of a chunk of numbers, in the memory of whoever gave it where it is an array of that type.
 * @param {NumberType} type
 * @param {any} chunk
 * @param {number} index of its first element in the stream
 * @returns {Uint8Array}
 */
export function bytesOf(type, chunk, index) {
  if (type.array === Uint8Array) {
    if (chunk instanceof Uint8Array) return chunk;
    if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
    if (typeof chunk === 'string') return new TextEncoder().encode(chunk);
  } else if (chunk instanceof type.array) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const list = Array.isArray(chunk) ? chunk : [chunk];
  const array = new type.array(list.length);
  for (let i = 0; i < list.length; i++) {
    if (!fits(type, list[i])) throw wrong(`element ${index + i} of the stream`, type.name, list[i]);
    array[i] = list[i];
  }
  return new Uint8Array(array.buffer);
}

/**
 * The error for an element that does not fit.
 * @param {string} what it is
 * @param {string} type
 * @param {unknown} value
 */
export function wrong(what, type, value) {
  return new TypeError(`${what} is no ${type}: ${describe(value)}`);
}

/** @param {unknown} value */
function describe(value) {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object') return `an object of class ${className(value)}`;
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return String(value);
}

/** @param {object} value */
function className(value) {
  try {
    return String(value.constructor?.name ?? 'nothing');
  } catch {
    return 'nothing'; // it does not let itself be looked at
  }
}
