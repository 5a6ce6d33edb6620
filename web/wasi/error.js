// How a host's function gives the error case of its result.

/**
 * The error case of a result: the error code is its `payload`, which is what the guest gets.
 * @template E
 */
export class WasiError extends Error {
  /** @override */
  name = 'WasiError';

  /**
   * @param {E} payload
   * @param {string} [message] for those who call the function from JavaScript
   * @param {unknown} [cause]
   */
  constructor(payload, message, cause) {
    const code = /** @type {any} */ (payload)?.tag ?? payload;
    super(message ? `${message}: ${code}` : String(code), cause === undefined ? undefined : { cause });
    this.payload = payload;
  }
}
