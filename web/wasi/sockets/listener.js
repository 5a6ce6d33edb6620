// A TCP socket that listens.

import net from 'node:net';

/** Milliseconds until there may be room for one more socket. */
const retry = 20;

/**
 * It belongs to the resource and to the stream of its connections, and is closed when neither is there.
 */
export class Listener {
  #users = 2;
  /** Connections that wait for the guest. @type {net.Socket[]} */
  #waiting = [];
  /** @type {(() => void) | undefined} */
  #wake;
  #over = false;
  #server;

  /**
   * @param {net.BoundSocket} bound
   * @param {number} backlog how many connections may wait
   * @param {(socket: net.Socket) => any} accept makes the resource of a connection
   */
  constructor(bound, backlog, accept) {
    this.backlog = backlog;
    this.accept = accept;
    this.#server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => this.#came(socket));
    // It is what `listens` tells already; later there is none that ends the listener.
    this.#server.on('error', () => {});
    /** When the system's socket is closed. */
    this.closed = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.listen(bound, backlog);
  }

  /** Whether the system lets it listen. */
  get listens() {
    return this.#server.listening;
  }

  /** @param {net.Socket} socket */
  #came(socket) {
    socket.on('error', () => {});
    if (this.#over || this.#waiting.length >= this.backlog) {
      socket.resetAndDestroy();
      return;
    }
    this.#waiting.push(socket);
    this.#wake?.();
  }

  /** The connections, one after the other. Those that fail before the guest takes them are skipped. */
  connections() {
    const next = async () => {
      for (;;) {
        const socket = this.#waiting.shift();
        if (socket) {
          if (socket.destroyed) continue;
          const value = await this.#resource(socket);
          if (value) return { value, done: false };
        } else if (this.#over) return { value: undefined, done: true };
        else {
          await new Promise((/** @type {(value?: any) => void} */ resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    };
    const end = async () => {
      if (!this.#over) {
        this.#over = true;
        for (const socket of this.#waiting.splice(0)) socket.resetAndDestroy();
        this.#wake?.();
        this.release();
      }
      return { value: undefined, done: true };
    };
    return {
      next,
      return: end,
      [Symbol.asyncIterator]: function () {
        return this;
      },
    };
  }

  /** Makes the resource of a connection, as soon as there is room for one more socket. @param {net.Socket} socket */
  async #resource(socket) {
    while (!this.#over && !socket.destroyed) {
      try {
        return this.accept(socket);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retry));
      }
    }
    socket.resetAndDestroy();
    return undefined;
  }

  /** One of the users does not need it any more. */
  release() {
    this.#users--;
    if (this.#users === 0 || !this.listens) this.#server.close();
  }
}
