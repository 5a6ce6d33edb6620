// The resource fields: the header fields of a message, or its trailers.

import { WasiError } from '../error.js';

/** Bounds of one set of fields, in fields and in bytes. */
const maxFields = 10_000;
const maxSize = 1 << 20;

/**
 * Those that are about the connection, which is the host's, and the one that the authority says. Which trailers there will
 * be, a guest may announce.
 */
const forbidden = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** A token (RFC 9110, 5.6.2): the name of a field or a method. @param {string} text */
export const isToken = (text) => /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/.test(text);

/** The value of a field (RFC 9110, 5.5). @param {Uint8Array} value */
const isValue = (value) => value.every((byte) => (byte >= 0x20 || byte === 9) && byte !== 0x7f);

/** @param {string} tag a case of header-error */
const headerError = (tag) => new WasiError({ tag });

/** Names are compared without case, and kept as the first was written. */
export class Fields {
  /** @type {[string, Uint8Array][]} */
  #list = [];
  #size = 0;
  #immutable = false;
  /** The names as they are written, by those in lower case. @type {Map<string, string>} */
  #names = new Map();

  /** @param {[string, Uint8Array][]} entries */
  static fromList(entries) {
    const fields = new Fields();
    for (const [name, value] of entries) fields.append(name, value);
    return fields;
  }

  /**
   * Immutable fields of what came over the network, in the order of their names and without those that are about the
   * connection, or say which trailers come.
   * @param {Iterable<[string, Uint8Array]>} entries
   */
  static received(entries) {
    const fields = new Fields();
    for (const [name, value] of entries) {
      const lower = name.toLowerCase();
      if (!forbidden.has(lower) && lower !== 'trailer') fields.#add(lower, value);
    }
    fields.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return fields.freeze();
  }

  /** @param {string} name @returns {Uint8Array[]} */
  get(name) {
    return this.#list.filter(([n]) => same(n, name)).map(([, value]) => value);
  }

  /** @param {string} name */
  has(name) {
    return this.#list.some(([n]) => same(n, name));
  }

  /** @param {string} name @param {Uint8Array[]} values */
  set(name, values) {
    for (const value of values) check(name, value);
    this.#mayChange(name);
    const list = this.#list.filter(([n]) => !same(n, name));
    for (const value of values) list.push([name, value]);
    const size = list.reduce((sum, [n, value]) => sum + n.length + value.length, 0);
    if (list.length > maxFields || size > maxSize) throw headerError('size-exceeded');
    this.#list = list;
    this.#size = size;
    this.#names.delete(name.toLowerCase());
    if (values.length > 0) this.#names.set(name.toLowerCase(), name);
  }

  /** @param {string} name */
  delete(name) {
    this.set(name, []);
  }

  /** @param {string} name */
  getAndDelete(name) {
    const values = this.get(name);
    this.delete(name);
    return values;
  }

  /** @param {string} name @param {Uint8Array} value */
  append(name, value) {
    check(name, value);
    this.#mayChange(name);
    if (this.#list.length >= maxFields || this.#size + name.length + value.length > maxSize)
      throw headerError('size-exceeded');
    // A field has one name: that of its first value.
    const lower = name.toLowerCase();
    if (!this.#names.has(lower)) this.#names.set(lower, name);
    this.#add(/** @type {string} */ (this.#names.get(lower)), value);
  }

  /** All fields in their order. @returns {[string, Uint8Array][]} */
  copyAll() {
    return [...this.#list];
  }

  /** A copy that can be changed. */
  clone() {
    const fields = new Fields();
    fields.#list = [...this.#list];
    fields.#size = this.#size;
    for (const [name] of fields.#list) fields.#names.set(name.toLowerCase(), name);
    return fields;
  }

  /** Makes the fields immutable. */
  freeze() {
    this.#immutable = true;
    return this;
  }

  /** @param {string} name @param {Uint8Array} value what was checked, or came over the network */
  #add(name, value) {
    this.#list.push([name, value]);
    this.#size += name.length + value.length;
  }

  /** @param {string} name */
  #mayChange(name) {
    if (this.#immutable) throw headerError('immutable');
    if (!isToken(name)) throw headerError('invalid-syntax');
    if (forbidden.has(name.toLowerCase())) throw headerError('forbidden');
  }
}

/** @param {string} a @param {string} b */
const same = (a, b) => a === b || a.toLowerCase() === b.toLowerCase();

/** @param {string} name @param {Uint8Array} value */
function check(name, value) {
  if (!isToken(name) || !isValue(value)) throw headerError('invalid-syntax');
}

/** The bytes of a field's value, of which each is one character. @param {string} text */
export function bytesOf(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The value of a field with a character for each byte, as platforms take it. @param {Uint8Array} value */
export function textOf(value) {
  let text = '';
  for (let i = 0; i < value.length; i++) text += String.fromCharCode(value[i]);
  return text;
}
