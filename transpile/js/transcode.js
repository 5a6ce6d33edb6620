// Strings and lists from the memory of one component to that of another (CanonicalABI.md, Storing). The sequence of
// realloc calls is the specification's. The traps have the wording of wasmtime's fused adapters.

import { realloc } from './memory.js';
import { makePipe } from './pipe.js';
import { utf8Decoder, utf8Encoder, utf16Decoder } from './strings.js';
import { trap } from './trap.js';

/** @typedef {import('./memory.js').Context} Context */

/**
 * Checks where something lies in memory.
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} align
 * @param {number} size
 * @param {string} what
 */
export function checkRange(cx, ptr, align, size, what) {
  if (ptr & (align - 1)) trap('unaligned pointer');
  if (size > 0xfffffff || ptr + size > cx.bytes.length) trap(`${what} out-of-bounds`);
  return ptr;
}

/**
 * Calls realloc in the callee's or caller's memory.
 * @param {Context} cx
 * @param {number} old
 * @param {number} oldSize
 * @param {number} align
 * @param {number} size
 * @param {string} what
 */
export function place(cx, old, oldSize, align, size, what) {
  const ptr = realloc(cx, old, oldSize, align, size);
  if (ptr & (align - 1)) trap('unaligned pointer');
  if (ptr + size > cx.bytes.length) trap(`${what} out-of-bounds`);
  return ptr;
}

/**
 * Checks where a tuple of parameters or results lies in memory.
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} align
 * @param {number} size
 */
export function checkTuple(cx, ptr, align, size) {
  if (ptr & (align - 1)) trap('unaligned pointer');
  if (ptr + size > cx.bytes.length) trap('out of bounds memory access');
  return ptr;
}

/**
 * Copies the elements of a list, which mean the same in either memory.
 * @param {Context} from
 * @param {number} ptr
 * @param {number} length
 * @param {number} align
 * @param {number} size of one element
 * @param {Context} to
 */
export function copyList(from, ptr, length, align, size, to) {
  const total = length * size;
  checkRange(from, ptr, align, total, 'list content');
  const out = place(to, 0, 0, align, total, 'list content');
  copyBytes(from, ptr, total, to, out);
  return out;
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} size
 * @param {Context} to
 * @param {number} out
 */
export function copyBytes(from, ptr, size, to, out) {
  (from.pipes?.get(to) ?? makePipe(from, to)).copy(ptr, size, out);
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} size
 */
export function sourceUtf8(cx, ptr, size) {
  checkRange(cx, ptr, 1, size, 'string content');
  try {
    return utf8Decoder.decode(cx.bytes.subarray(ptr, ptr + size));
  } catch {
    return trap('invalid utf8 encoding');
  }
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} length
 */
export function sourceUtf16(cx, ptr, length) {
  checkRange(cx, ptr, 2, 2 * length, 'string content');
  try {
    return utf16Decoder.decode(cx.bytes.subarray(ptr, ptr + 2 * length));
  } catch {
    return trap('invalid utf16 encoding');
  }
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} length
 */
export function sourceLatin1(cx, ptr, length) {
  checkRange(cx, ptr, 2, length, 'string content');
  let s = '';
  for (let i = ptr; i < ptr + length; i++) s += String.fromCharCode(cx.bytes[i]);
  return s;
}

/**
 * @param {Context} cx
 * @param {string} s
 * @param {number} ptr
 */
export function writeUtf16(cx, s, ptr) {
  for (let i = 0; i < s.length; i++) cx.view.setUint16(ptr + 2 * i, s.charCodeAt(i), true);
}

/**
 * @param {Context} cx
 * @param {string} s
 * @param {number} ptr
 */
export function writeLatin1(cx, s, ptr) {
  for (let i = 0; i < s.length; i++) cx.bytes[ptr + i] = s.charCodeAt(i);
}

/**
 * CanonicalABI.md, Storing: store_string_to_utf8.
 * @param {Context} cx
 * @param {string} s as many code units as the source has
 * @param {number} worst the most bytes that it can need
 */
export function storeAsUtf8(cx, s, worst) {
  const { length } = s;
  let ptr = place(cx, 0, 0, 1, length, 'string content');
  for (let i = 0; i < length; i++) {
    const c = s.charCodeAt(i);
    if (c > 127) {
      ptr = place(cx, ptr, length, 1, worst, 'string content');
      const { written } = utf8Encoder.encodeInto(s, cx.bytes.subarray(ptr, ptr + worst));
      if (written < worst) ptr = place(cx, ptr, worst, 1, written, 'string content');
      cx.units = written;
      return ptr;
    }
    cx.bytes[ptr + i] = c;
  }
  cx.units = length;
  return ptr;
}

/**
 * CanonicalABI.md, Storing: store_string_to_latin1_or_utf16.
 * @param {Context} cx
 * @param {string} s
 * @param {number} length of the source in its code units
 */
export function storeAsLatin1Utf16(cx, s, length) {
  let ptr = place(cx, 0, 0, 2, length, 'string content');
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c > 0xff) {
      const size = 2 * s.length;
      ptr = place(cx, ptr, length, 2, 2 * length, 'string content');
      writeUtf16(cx, s, ptr);
      if (2 * length > size) ptr = place(cx, ptr, 2 * length, 2, size, 'string content');
      cx.units = s.length + 0x80000000;
      return ptr;
    }
    cx.bytes[ptr + i] = c;
  }
  if (s.length < length) ptr = place(cx, ptr, length, 2, s.length, 'string content');
  cx.units = s.length;
  return ptr;
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} size
 * @param {Context} to
 */
export function utf8ToUtf8(from, ptr, size, to) {
  checkRange(from, ptr, 1, size, 'string content');
  const pipe = from.pipes?.get(to) ?? makePipe(from, to);
  pipe.valid(ptr, ptr + size) || sourceUtf8(from, ptr, size); // must be valid
  const out = place(to, 0, 0, 1, size, 'string content');
  pipe.copy(ptr, size, out);
  to.units = size;
  return out;
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} size
 * @param {Context} to
 */
export function utf8ToUtf16(from, ptr, size, to) {
  const s = sourceUtf8(from, ptr, size);
  let out = place(to, 0, 0, 2, 2 * size, 'string content');
  writeUtf16(to, s, out);
  if (s.length < size) out = place(to, out, 2 * size, 2, 2 * s.length, 'string content');
  to.units = s.length;
  return out;
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} size
 * @param {Context} to
 */
export function utf8ToLatin1Utf16(from, ptr, size, to) {
  return storeAsLatin1Utf16(to, sourceUtf8(from, ptr, size), size);
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} length
 * @param {Context} to
 */
export function utf16ToUtf8(from, ptr, length, to) {
  return storeAsUtf8(to, sourceUtf16(from, ptr, length), 3 * length);
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} length
 * @param {Context} to
 */
export function utf16ToUtf16(from, ptr, length, to) {
  sourceUtf16(from, ptr, length); // must be valid
  const out = place(to, 0, 0, 2, 2 * length, 'string content');
  copyBytes(from, ptr, 2 * length, to, out);
  to.units = length;
  return out;
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} length
 * @param {Context} to
 */
export function utf16ToLatin1Utf16(from, ptr, length, to) {
  return storeAsLatin1Utf16(to, sourceUtf16(from, ptr, length), length);
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} tagged
 * @param {Context} to
 */
export function latin1Utf16ToUtf8(from, ptr, tagged, to) {
  if (tagged >= 0x80000000) return utf16ToUtf8(from, ptr, tagged - 0x80000000, to);
  return storeAsUtf8(to, sourceLatin1(from, ptr, tagged), 2 * tagged);
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} tagged
 * @param {Context} to
 */
export function latin1Utf16ToUtf16(from, ptr, tagged, to) {
  if (tagged >= 0x80000000) return utf16ToUtf16(from, ptr, tagged - 0x80000000, to);
  const s = sourceLatin1(from, ptr, tagged);
  const out = place(to, 0, 0, 2, 2 * tagged, 'string content');
  writeUtf16(to, s, out);
  to.units = tagged;
  return out;
}

/**
 * @param {Context} from
 * @param {number} ptr
 * @param {number} tagged
 * @param {Context} to
 */
export function latin1Utf16ToLatin1Utf16(from, ptr, tagged, to) {
  if (tagged < 0x80000000) {
    checkRange(from, ptr, 2, tagged, 'string content');
    const out = place(to, 0, 0, 2, tagged, 'string content');
    copyBytes(from, ptr, tagged, to, out);
    to.units = tagged;
    return out;
  }
  // CanonicalABI.md, Storing: store_probably_utf16_to_latin1_or_utf16.
  const length = tagged - 0x80000000;
  const s = sourceUtf16(from, ptr, length);
  let out = place(to, 0, 0, 2, 2 * length, 'string content');
  writeUtf16(to, s, out);
  to.units = tagged;
  for (let i = 0; i < length; i++) if (s.charCodeAt(i) > 0xff) return out;
  writeLatin1(to, s, out);
  out = place(to, out, 2 * length, 1, length, 'string content');
  to.units = length;
  return out;
}
