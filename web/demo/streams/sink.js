// What comes out: a Blob, which the browser keeps outside of the page's memory.

/** How many bytes are gathered before they are given to the browser. */
const portion = 4 << 20;

/** A WritableStream that makes a Blob of its bytes, or only counts them. */
export class Sink {
  /** Bytes that came. */
  size = 0;
  /** @type {BlobPart[]} */
  #gathered = [];
  #gatheredSize = 0;
  /** @type {Blob[]} */
  #parts = [];

  /**
   * @param {boolean} keeps
   * @param {() => void} onChunk
   */
  constructor(keeps, onChunk) {
    this.stream = new WritableStream({
      write: (/** @type {Uint8Array<ArrayBuffer>} */ chunk) => {
        this.size += chunk.byteLength;
        if (keeps) this.#gather(chunk);
        onChunk();
      },
      abort: () => {
        this.#gathered = [];
        this.#parts = [];
      },
    });
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  #gather(chunk) {
    this.#gathered.push(chunk);
    this.#gatheredSize += chunk.byteLength;
    if (this.#gatheredSize >= portion) this.#giveAway();
  }

  #giveAway() {
    this.#parts.push(new Blob(this.#gathered));
    this.#gathered = [];
    this.#gatheredSize = 0;
  }

  /** @param {string} type MIME type */
  blob(type) {
    this.#giveAway();
    return new Blob(this.#parts, { type });
  }
}
