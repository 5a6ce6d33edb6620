// The messages of transpile/wasm/message.go: little-endian u32s, and strings as a length and UTF-8.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Gives the options of a request; the component follows them.
 * @param {[name: string, value: string][]} options
 */
export function requestBytes(options) {
  const strings = options.flat().map((s) => encoder.encode(s));
  const bytes = new Uint8Array(strings.reduce((size, s) => size + 4 + s.length, 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, options.length, true);
  let at = 4;
  for (const s of strings) {
    view.setUint32(at, s.length, true);
    bytes.set(s, at + 4);
    at += 4 + s.length;
  }
  return bytes;
}

/** Reads what lies in a module's memory. */
export class MessageReader {
  #view;
  #at;

  /** @param {ArrayBufferLike} memory @param {number} at */
  constructor(memory, at) {
    this.#view = new DataView(memory);
    this.#at = at;
  }

  u32() {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  string() {
    const size = this.u32();
    this.#at += size;
    return decoder.decode(new Uint8Array(this.#view.buffer, this.#at - size, size));
  }

  /** @template T @param {(r: MessageReader) => T} element @returns {T[]} */
  list(element) {
    return Array.from({ length: this.u32() }, () => element(this));
  }

  /** @param {number} address @param {number} size @returns {Uint8Array} a copy */
  bytesAt(address, size) {
    return new Uint8Array(this.#view.buffer, address, size).slice();
  }
}
