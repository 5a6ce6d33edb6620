// The resource tcp-socket, over node:net.

import net from 'node:net';
import { leave } from '../chunks.js';
import { dispose } from '../dispose.js';
import {
  formatAddress,
  fromSocketAddress,
  isBroadcast,
  isMulticast,
  parseAddress,
  toSocketAddress,
} from '../network/address.js';
import { bindFailure, failure, SocketError } from './code.js';
import { Connection } from './connection.js';
import { anyLocal, isOf, isRemote } from './host.js';
import { Listener } from './listener.js';
import { TcpOptions } from './tcpoptions.js';

/** @import { Endpoint } from '../network/address.js' */
/** @import { Family, SocketHost } from './host.js' */

/** How many connections may wait to be accepted. */
const defaultBacklog = 128;
const maxBacklog = 65535;

/** Node 26.4 has sockets that are bound at once. @type {typeof net.BoundSocket | undefined} */
const BoundSocket = net.BoundSocket;

/**
 * The class tcp-socket of a host. Its methods throw SocketErrors.
 * @param {SocketHost} host
 */
export function tcpSocket(host) {
  return class TcpSocket {
    /** @type {'unbound' | 'bound' | 'connecting' | 'connected' | 'listening' | 'closed'} */
    #state = 'unbound';
    /** @type {Family} */
    #family;
    #options = new TcpOptions();
    #backlog = defaultBacklog;
    /** While it is bound, and neither connects nor listens. @type {net.BoundSocket | undefined} */
    #bound;
    /** @type {Endpoint | undefined} */
    #local;
    /** @type {Endpoint | undefined} */
    #remote;
    /** @type {Connection | undefined} */
    #connection;
    /** @type {Listener | undefined} */
    #listener;

    /** @param {Family} family */
    constructor(family) {
      host.take();
      this.#family = family;
    }

    /** @param {Family} family */
    static create(family) {
      return new TcpSocket(family);
    }

    /** A socket for a connection that a listener has. @param {net.Socket} socket @param {Family} family @param {TcpOptions} options */
    static #accepted(socket, family, options) {
      const made = new TcpSocket(family);
      made.#options = options.copy();
      made.#connected(socket);
      return made;
    }

    /** @param {any} localAddress */
    bind(localAddress) {
      if (this.#state !== 'unbound') throw new SocketError('invalid-state');
      const local = fromSocketAddress(localAddress);
      if (!isOf(this.#family, local) || isMulticast(local.address) || isBroadcast(local.address))
        throw new SocketError('invalid-argument');
      if (!host.policy.bind(local)) throw new SocketError('access-denied');
      this.#bind(local);
    }

    /** @param {Endpoint} local */
    #bind({ address, port }) {
      if (!BoundSocket) throw new SocketError('not-supported');
      try {
        this.#bound = new BoundSocket({ host: formatAddress(address), port, ipv6Only: this.#family === 'ipv6' });
      } catch (e) {
        throw bindFailure(e);
      }
      this.#state = 'bound';
    }

    /** @param {any} remoteAddress */
    async connect(remoteAddress) {
      if (this.#state !== 'unbound' && this.#state !== 'bound') throw new SocketError('invalid-state');
      const remote = fromSocketAddress(remoteAddress);
      if (!isRemote(this.#family, remote) || isMulticast(remote.address) || isBroadcast(remote.address))
        throw new SocketError('invalid-argument');
      if (!host.policy.connect(remote)) throw new SocketError('access-denied');
      this.#state = 'connecting';
      this.#local = this.#bound && endpointOf(this.#bound.address());
      const socket = new net.Socket({ handle: this.#bound, allowHalfOpen: true });
      this.#bound = undefined;
      this.#remote = remote;
      this.#release = () => socket.destroy();
      try {
        await new Promise((resolve, reject) => {
          socket.once('connect', resolve);
          socket.once('error', reject);
          socket.once('close', () => reject(new SocketError('connection-aborted')));
          socket.connect({ host: formatAddress(remote.address), port: remote.port });
        });
      } catch (e) {
        this.#state = 'closed';
        this.#free();
        throw failure(e);
      }
      this.#connected(socket);
    }

    /** @param {net.Socket} socket */
    #connected(socket) {
      this.#local = endpointOf({ address: socket.localAddress ?? '', port: socket.localPort ?? 0 });
      this.#remote ??= endpointOf({ address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 });
      socket.setNoDelay(true);
      this.#options.applyTo(socket);
      const connection = new Connection(socket);
      this.#connection = connection;
      this.#release = () => connection.release();
      connection.closed.then(() => this.#free());
      this.#state = 'connected';
    }

    listen() {
      if (this.#state !== 'unbound' && this.#state !== 'bound') throw new SocketError('invalid-state');
      const local = this.#bound ? endpointOf(this.#bound.address()) : anyLocal(this.#family);
      if (!host.policy.listen(local) && !host.policy.listen({ ...local, port: 0 }))
        throw new SocketError('access-denied');
      if (!this.#bound) this.#bind(local);
      const bound = /** @type {net.BoundSocket} */ (this.#bound);
      this.#local = endpointOf(bound.address());
      this.#bound = undefined;
      const family = this.#family;
      const listener = new Listener(bound, this.#backlog, (socket) =>
        TcpSocket.#accepted(socket, family, this.#options),
      );
      this.#release = () => listener.release();
      listener.closed.then(() => this.#free());
      if (!listener.listens) {
        this.#state = 'closed';
        listener.release();
        throw new SocketError('address-in-use');
      }
      this.#listener = listener;
      this.#state = 'listening';
      return listener.connections();
    }

    /**
     * Writes what a stream gives, and ends this direction of the connection after it.
     * @param {ReadableStream<Uint8Array>} data
     * @returns {Promise<{ tag: 'ok' } | { tag: 'err', val: any }>}
     */
    send(data) {
      if (!this.#connection) {
        leave(data);
        return Promise.resolve({ tag: 'err', val: { tag: 'invalid-state' } });
      }
      return this.#connection.send(data);
    }

    /** What the peer sends, and how that ended. @returns {[any, Promise<any>]} */
    receive() {
      return (
        this.#connection?.receive() ?? [
          new Uint8Array(),
          Promise.resolve({ tag: 'err', val: { tag: 'invalid-state' } }),
        ]
      );
    }

    getLocalAddress() {
      if (this.#bound) return toSocketAddress(endpointOf(this.#bound.address()));
      if (!this.#local || this.#state === 'closed') throw new SocketError('invalid-state');
      return toSocketAddress(this.#local);
    }

    getRemoteAddress() {
      if (!this.#remote || this.#state !== 'connected') throw new SocketError('invalid-state');
      return toSocketAddress(this.#remote);
    }

    getIsListening() {
      return this.#state === 'listening';
    }

    getAddressFamily() {
      return this.#family;
    }

    /** @param {bigint} value */
    setListenBacklogSize(value) {
      if (value === 0n) throw new SocketError('invalid-argument');
      if (this.#state === 'connecting' || this.#state === 'connected' || this.#state === 'closed')
        throw new SocketError('invalid-state');
      this.#backlog = Number(value < maxBacklog ? value : maxBacklog);
      if (this.#listener) this.#listener.backlog = this.#backlog;
    }

    /** The options, of a socket that is not closed. */
    #open() {
      if (this.#state === 'closed') throw new SocketError('invalid-state');
      return this.#options;
    }

    /** Changes options. @param {(options: TcpOptions) => void} change */
    #set(change) {
      change(this.#open());
      if (this.#connection) this.#options.applyTo(this.#connection.socket);
    }

    getKeepAliveEnabled() {
      return this.#open().keepAlive;
    }

    /** @param {boolean} value */
    setKeepAliveEnabled(value) {
      this.#set((o) => {
        o.keepAlive = value;
      });
    }

    getKeepAliveIdleTime() {
      return this.#open().idleTime;
    }

    /** @param {bigint} value nanoseconds */
    setKeepAliveIdleTime(value) {
      this.#set((o) => {
        o.idleTime = value;
      });
    }

    getKeepAliveInterval() {
      return this.#open().interval;
    }

    /** @param {bigint} value nanoseconds */
    setKeepAliveInterval(value) {
      this.#set((o) => {
        o.interval = value;
      });
    }

    getKeepAliveCount() {
      return this.#open().count;
    }

    /** @param {number} value */
    setKeepAliveCount(value) {
      this.#set((o) => {
        o.count = value;
      });
    }

    // Node neither sets nor tells these of a TCP socket.

    getHopLimit() {
      return this.#notSupported(1);
    }

    /** @param {number} value */
    setHopLimit(value) {
      return this.#notSupported(value);
    }

    getReceiveBufferSize() {
      return this.#notSupported(1);
    }

    /** @param {bigint} value */
    setReceiveBufferSize(value) {
      return this.#notSupported(value);
    }

    getSendBufferSize() {
      return this.#notSupported(1);
    }

    /** @param {bigint} value */
    setSendBufferSize(value) {
      return this.#notSupported(value);
    }

    /**
     * @param {number | bigint} value
     * @returns {never}
     */
    #notSupported(value) {
      if (Number(value) === 0) throw new SocketError('invalid-argument');
      this.#open();
      throw new SocketError('not-supported');
    }

    /** Gives up what the socket has of the system. */
    #release = () => {
      this.#bound?.close();
      this.#bound = undefined;
      this.#free();
    };

    #isFree = false;

    #free() {
      if (!this.#isFree) host.give();
      this.#isFree = true;
    }

    [dispose]() {
      this.#release();
    }
  };
}

/** @param {{ address: string, port: number }} address as Node has it */
function endpointOf({ address, port }) {
  return { address: parseAddress(address) ?? { bytes: [0, 0, 0, 0] }, port };
}
