// Strings between JavaScript and the encodings of a guest.

import { alloc } from './memory.js';
import { trap } from './trap.js';

/** @typedef {import('./memory.js').Context} Context */

export const utf8Encoder = new TextEncoder();

export const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf16Decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

/**
 * @param {Uint8Array} bytes
 */
export function decodeUtf8(bytes) {
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    return invalidUtf8(bytes);
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {never}
 */
export function invalidUtf8(bytes) {
  try {
    // With more to come, a character that is cut off is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    trap('invalid utf-8 sequence');
  }
  return trap('incomplete utf-8 byte sequence');
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} size in bytes
 * @param {number} align
 */
export function checkString(cx, ptr, size, align) {
  if (ptr & (align - 1)) trap('unaligned pointer: string pointer not aligned to 2');
  if (size > 0xfffffff || ptr + size > cx.bytes.length) trap('string pointer/length out of bounds of memory');
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} size
 */
export function loadUtf8(cx, ptr, size) {
  checkString(cx, ptr, size, 1);
  const { bytes } = cx;
  const end = ptr + size;
  if (size > 24) return decodeUtf8(bytes.subarray(ptr, end));
  // Short strings are mostly ASCII, and a TextDecoder costs more than they do.
  let s = '';
  let i = ptr;
  for (; i + 4 <= end; i += 4) {
    const a = bytes[i];
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    const d = bytes[i + 3];
    if ((a | b | c | d) > 127) return decodeUtf8(bytes.subarray(ptr, end));
    s += String.fromCharCode(a, b, c, d);
  }
  for (; i < end; i++) {
    if (bytes[i] > 127) return decodeUtf8(bytes.subarray(ptr, end));
    s += String.fromCharCode(bytes[i]);
  }
  return s;
}

/** Where strings are encoded, since their size must be known before there is room for them in the guest. */
export const scratch = new Uint8Array(0x6000);

/**
 * Calls realloc once and with the exact size: not every guest's can grow what it gave. Short strings are mostly ASCII,
 * and a TextEncoder costs more than they do.
 * @param {Context} cx
 * @param {string} s
 */
export function storeUtf8(cx, s) {
  const { length } = s;
  if (length > 31) return encodeUtf8(cx, s);
  for (let i = 0; i < length; i++) {
    const c = s.charCodeAt(i);
    if (c > 127) return encodeUtf8(cx, s);
    scratch[i] = c;
  }
  const ptr = alloc(cx, 1, length);
  const { bytes } = cx;
  for (let i = 0; i < length; i++) bytes[ptr + i] = scratch[i];
  cx.units = length;
  return ptr;
}

/**
 * @param {Context} cx
 * @param {string} s
 */
export function encodeUtf8(cx, s) {
  const utf8 =
    3 * s.length <= scratch.length
      ? scratch.subarray(0, utf8Encoder.encodeInto(s, scratch).written)
      : utf8Encoder.encode(s);
  const ptr = alloc(cx, 1, utf8.length);
  cx.bytes.set(utf8, ptr);
  cx.units = utf8.length;
  return ptr;
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} length in code units
 */
export function loadUtf16(cx, ptr, length) {
  checkString(cx, ptr, 2 * length, 2);
  try {
    return utf16Decoder.decode(cx.bytes.subarray(ptr, ptr + 2 * length));
  } catch {
    return trap('unpaired surrogate found');
  }
}

/**
 * @param {Context} cx
 * @param {string} s
 */
export function storeUtf16(cx, s) {
  s = s.toWellFormed?.() ?? s;
  const { length } = s;
  const ptr = alloc(cx, 2, 2 * length);
  const { view } = cx;
  for (let i = 0; i < length; i++) view.setUint16(ptr + 2 * i, s.charCodeAt(i), true);
  cx.units = length;
  return ptr;
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} tagged length in code units, which are of two bytes if the top bit is set
 */
export function loadLatin1Utf16(cx, ptr, tagged) {
  if (tagged >= 0x80000000) return loadUtf16(cx, ptr, tagged - 0x80000000);
  checkString(cx, ptr, tagged, 2);
  let s = '';
  for (let i = ptr; i < ptr + tagged; i++) s += String.fromCharCode(cx.bytes[i]);
  return s;
}

/**
 * @param {Context} cx
 * @param {string} s
 */
export function storeLatin1Utf16(cx, s) {
  const { length } = s;
  for (let i = 0; i < length; i++) {
    if (s.charCodeAt(i) > 0xff) {
      const wide = storeUtf16(cx, s);
      cx.units += 0x80000000;
      return wide;
    }
  }
  const ptr = alloc(cx, 2, length);
  for (let i = 0; i < length; i++) cx.bytes[ptr + i] = s.charCodeAt(i);
  cx.units = length;
  return ptr;
}
