// What goes in: a ReadableStream that counts what is taken of it, and knows how it ended.

/** @typedef {'open' | 'ended' | 'failed' | 'cancelled' | 'stopped'} State cancelled by its reader, stopped by the page */

export class Source {
  /** Bytes that were taken so far. */
  taken = 0;
  /** @type {State} */
  state = 'open';
  /** Why it failed or was cancelled. @type {unknown} */
  reason;
  /** @type {ReadableStreamDefaultController<Uint8Array> | undefined} */
  #controller;

  /**
   * @param {string} name
   * @param {number | undefined} size in bytes, if it is known
   * @param {ReadableStream<Uint8Array>} body
   */
  constructor(name, size, body) {
    this.name = name;
    this.size = size;
    this.reader = body.getReader();
    /** Reads nothing ahead: the guest's reads are what moves it. */
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => this.#pull(controller),
        cancel: (reason) => {
          this.#over('cancelled', reason);
          return this.reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  async #pull(controller) {
    try {
      const { value, done } = await this.reader.read();
      if (this.state !== 'open') return;
      if (done) {
        this.#over('ended');
        controller.close();
      } else {
        this.taken += value.byteLength;
        controller.enqueue(value);
      }
    } catch (e) {
      this.#over('failed', e);
      throw e;
    }
  }

  /** The page wants no more of it: whoever reads it is at its end. @param {unknown} reason */
  stop(reason) {
    if (this.state !== 'open') return;
    this.#over('stopped', reason);
    this.#controller?.close();
    this.reader.cancel(reason).catch(() => {}); // a body that is broken already
  }

  /** @param {State} state @param {unknown} [reason] */
  #over(state, reason) {
    if (this.state !== 'open') return;
    this.state = state;
    this.reason = reason;
  }
}

/** @param {File} file */
export function ofFile(file) {
  return new Source(file.name, file.size, file.stream());
}

/**
 * @param {string} address what is relative is so to the page
 * @param {AbortSignal} signal
 * @throws what fetch throws, and an Error for a status that is not ok
 */
export async function ofAddress(address, signal) {
  const url = new URL(address, document.baseURI);
  const response = await fetch(url, { signal }).catch((e) => {
    if (signal.aborted) throw e;
    const elsewhere = url.origin === location.origin ? '' : ' This page may fetch from its own server only.';
    throw new Error(`${url} cannot be fetched: ${e.message}.${elsewhere}`, { cause: e });
  });
  if (!response.ok || !response.body) {
    response.body?.cancel();
    throw new Error(`${url} cannot be fetched: the server says ${response.status} ${response.statusText}`.trim());
  }
  const length = response.headers.get('content-length');
  // The length of what is packed is not that of what comes out.
  const size = length === null || response.headers.has('content-encoding') ? undefined : Number(length);
  return new Source(url.pathname.split('/').pop() || url.hostname, size, response.body);
}
