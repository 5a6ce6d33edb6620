// A TCP connection and its two streams.

import { chunksOf, leave } from '../chunks.js';
import { ByteSource } from '../node/bytes.js';
import { failure, SocketError } from './code.js';

/** @import net from 'node:net' */

/** A result of wasi:sockets for an error, or for none. @param {any} [error] */
const resultOf = (error) =>
  error === undefined ? ok : { tag: /** @type {const} */ ('err'), val: failure(error).payload };

const ok = /** @type {const} */ ({ tag: 'ok', val: undefined });

/**
 * The system's socket belongs to all that came of it: the resource, what is being sent, what is being received. It is closed when
 * none of them needs it.
 */
export class Connection {
  #users = 1;
  #sends = false;
  #receives = false;
  #source;
  /** Why the connection broke. @type {any} */
  #error;

  /** @param {net.Socket} socket */
  constructor(socket) {
    this.socket = socket;
    this.#source = new ByteSource(socket);
    socket.resume(); // a connection that was accepted waits
    socket.on('error', (e) => {
      this.#error ??= e;
    });
    /** When the system's socket is closed. */
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** One of the users does not need it any more. */
  release() {
    this.#users--;
    if (this.#users === 0) this.socket.destroy();
  }

  /**
   * @param {ReadableStream<Uint8Array>} data
   * @returns {Promise<ReturnType<typeof resultOf>>}
   */
  async send(data) {
    if (this.#sends) {
      leave(data);
      return resultOf(new SocketError('invalid-state'));
    }
    this.#sends = true;
    this.#users++;
    const breaks = new AbortController();
    const broken = () => breaks.abort(this.#error ?? new SocketError('connection-aborted'));
    this.socket.once('close', broken);
    if (this.socket.destroyed) broken();
    try {
      for await (const chunk of chunksOf(data, breaks.signal))
        await this.#write((then) => this.socket.write(chunk, then));
      await this.#write((then) => this.socket.end(then));
      return ok;
    } catch (e) {
      return resultOf(this.#error ?? e);
    } finally {
      this.socket.off('close', broken);
      this.release();
    }
  }

  /** @param {(then: (error?: Error | null) => void) => void} begin */
  #write(begin) {
    return /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())))
    );
  }

  /** @returns {[any, Promise<ReturnType<typeof resultOf>>]} */
  receive() {
    if (this.#receives) return [new Uint8Array(), Promise.resolve(resultOf(new SocketError('invalid-state')))];
    this.#receives = true;
    this.#users++;
    const end = this.#source.end.then((error) => {
      this.release();
      return resultOf(error === 'left' ? undefined : error);
    });
    return [this.#source, end];
  }
}
