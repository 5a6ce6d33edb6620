// The options of a TCP socket that Node can set. It cannot tell them: what is told is what was set, or what the system has.

import net from 'node:net';
import { SocketError } from './code.js';
import { keepAliveCount, keepAliveIdle, keepAliveInterval } from './system.js';

/** What Linux takes at most (include/net/tcp.h). */
const maxCount = 127;
const maxSeconds = 32767;

const second = 1_000_000_000n;

/** Node 26.4 sets all that there is of keep-alive, those before it only the idle time. */
const setsAll = net.Socket.prototype.setKeepAlive.length >= 4;

export class TcpOptions {
  keepAlive = false;
  /** @type {number | undefined} */
  #idle;
  /** @type {number | undefined} */
  #interval;
  /** @type {number | undefined} */
  #count;

  copy() {
    const made = new TcpOptions();
    made.keepAlive = this.keepAlive;
    made.#idle = this.#idle;
    made.#interval = this.#interval;
    made.#count = this.#count;
    return made;
  }

  /** @param {net.Socket} socket */
  applyTo(socket) {
    const { keepAlive } = this;
    if (!keepAlive) socket.setKeepAlive(false);
    else if (setsAll) socket.setKeepAlive(true, this.#idleSeconds * 1000, this.#intervalSeconds * 1000, this.count);
    else socket.setKeepAlive(true, this.#idleSeconds * 1000);
  }

  get #idleSeconds() {
    return this.#idle ?? keepAliveIdle();
  }

  get #intervalSeconds() {
    return this.#interval ?? keepAliveInterval();
  }

  /** Nanoseconds; it is set to whole seconds. */
  get idleTime() {
    return BigInt(this.#idleSeconds) * second;
  }

  set idleTime(value) {
    this.#idle = seconds(value);
  }

  /** Nanoseconds; it is set to whole seconds. */
  get interval() {
    return BigInt(this.#intervalSeconds) * second;
  }

  set interval(value) {
    const n = seconds(value);
    if (!setsAll) throw new SocketError('not-supported');
    this.#interval = n;
  }

  get count() {
    return this.#count ?? keepAliveCount();
  }

  set count(value) {
    if (value === 0) throw new SocketError('invalid-argument');
    if (!setsAll) throw new SocketError('not-supported');
    this.#count = Math.min(value, maxCount);
  }
}

/** @param {bigint} nanoseconds */
function seconds(nanoseconds) {
  if (nanoseconds === 0n) throw new SocketError('invalid-argument');
  return Math.min(Number((nanoseconds + second - 1n) / second), maxSeconds);
}
