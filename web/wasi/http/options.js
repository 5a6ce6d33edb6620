// The resource request-options: timeouts, in nanoseconds.

import { WasiError } from '../error.js';

export class RequestOptions {
  /** @type {bigint | undefined} */
  #connect;
  /** @type {bigint | undefined} */
  #firstByte;
  /** @type {bigint | undefined} */
  #betweenBytes;
  #immutable = false;

  getConnectTimeout() {
    return this.#connect;
  }

  /** @param {bigint} [duration] */
  setConnectTimeout(duration) {
    this.#mayChange();
    this.#connect = duration;
  }

  getFirstByteTimeout() {
    return this.#firstByte;
  }

  /** @param {bigint} [duration] */
  setFirstByteTimeout(duration) {
    this.#mayChange();
    this.#firstByte = duration;
  }

  getBetweenBytesTimeout() {
    return this.#betweenBytes;
  }

  /** @param {bigint} [duration] */
  setBetweenBytesTimeout(duration) {
    this.#mayChange();
    this.#betweenBytes = duration;
  }

  /** A copy that can be changed. */
  clone() {
    const options = new RequestOptions();
    options.#connect = this.#connect;
    options.#firstByte = this.#firstByte;
    options.#betweenBytes = this.#betweenBytes;
    return options;
  }

  /** Makes the options immutable. */
  freeze() {
    this.#immutable = true;
    return this;
  }

  #mayChange() {
    if (this.#immutable) throw new WasiError({ tag: 'immutable' });
  }
}

/** What a host has where request-options say nothing. */
const defaultTimeout = 600_000;

/** Milliseconds, as timers take them: 0 nanoseconds are a time, and over at once. @param {bigint} [duration] */
export function milliseconds(duration) {
  if (duration === undefined) return defaultTimeout;
  const rounded = (duration + 999_999n) / 1_000_000n;
  return Number(rounded < 1n ? 1n : rounded < 2n ** 31n ? rounded : 2n ** 31n - 1n);
}
