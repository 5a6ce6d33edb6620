// The resource udp-socket, over node:dgram.

import dgram from 'node:dgram';
import process from 'node:process';
import { dispose } from '../dispose.js';
import {
  formatAddress,
  fromSocketAddress,
  isBroadcast,
  isMulticast,
  parseAddress,
  sameEndpoint,
  toSocketAddress,
  unmap,
} from '../network/address.js';
import { bindFailure, failure, SocketError } from './code.js';
import { anyLocal, isOf, isRemote } from './host.js';
import { bufferFactor, hopLimit, receiveBuffer, sendBuffer } from './system.js';

/** @import { Endpoint } from '../network/address.js' */
/** @import { Family, SocketHost } from './host.js' */

/** Bytes of the largest datagram that there can be. */
const maxDatagram = 65535;

/** Bytes of datagrams that wait for the guest. What comes beyond is lost, as datagrams are. */
const maxWaiting = 1 << 18;

const maxBuffer = 2n ** 30n;

/** Addresses are not looked up: that is another interface. @param {string} address @param {any} _ @param {any} then */
const noLookup = (address, _, then) => then(null, address);

/**
 * The class udp-socket of a host. Its methods throw SocketErrors. A socket receives from whom the policy lets it send
 * to, or from everybody if the policy lets it listen.
 * @param {SocketHost} host
 */
export function udpSocket(host) {
  return class UdpSocket {
    /** @type {Family} */
    #family;
    /** From being bound on. @type {dgram.Socket | undefined} */
    #socket;
    #listens = false;
    /** @type {Endpoint | undefined} */
    #remote;
    /** @type {{ data: Uint8Array, from: Endpoint }[]} */
    #waiting = [];
    #size = 0;
    /** @type {Error | undefined} */
    #failure;
    /** Who waits for a datagram. @type {Set<() => void>} */
    #receivers = new Set();
    #hops = 0;
    #receiveBuffer = 0;
    #sendBuffer = 0;

    /** @param {Family} family */
    constructor(family) {
      host.take();
      this.#family = family;
    }

    /** @param {Family} family */
    static create(family) {
      return new UdpSocket(family);
    }

    /** @param {any} localAddress */
    bind(localAddress) {
      this.#bind(fromSocketAddress(localAddress));
    }

    /** @param {Endpoint} local */
    #bind(local) {
      if (this.#socket) throw new SocketError('invalid-state');
      if (!isOf(this.#family, local) || isMulticast(local.address) || isBroadcast(local.address))
        throw new SocketError('invalid-argument');
      if (!host.policy.bind(local)) throw new SocketError('access-denied');
      const socket = boundSocket(this.#family, local);
      socket.on('error', (e) => this.#failed(e));
      socket.on('message', (data, from) => this.#came(data, from));
      if (this.#hops) socket.setTTL(this.#hops);
      if (this.#receiveBuffer) socket.setRecvBufferSize(this.#receiveBuffer);
      if (this.#sendBuffer) socket.setSendBufferSize(this.#sendBuffer);
      this.#socket = socket;
      this.#listens = host.policy.listen(local);
    }

    #bound() {
      if (!this.#socket) this.#bind(anyLocal(this.#family));
      return /** @type {dgram.Socket} */ (this.#socket);
    }

    /** @param {any} remoteAddress */
    connect(remoteAddress) {
      const remote = fromSocketAddress(remoteAddress);
      if (!isRemote(this.#family, remote)) throw new SocketError('invalid-argument');
      if (!host.policy.connect(remote)) throw new SocketError('access-denied');
      const socket = this.#bound();
      if (this.#remote) this.disconnect();
      connectNow(socket, remote);
      this.#remote = remote;
    }

    disconnect() {
      if (!this.#remote) throw new SocketError('invalid-state');
      this.#socket?.disconnect();
      this.#remote = undefined;
    }

    /**
     * @param {Uint8Array} data
     * @param {any} [remoteAddress]
     */
    async send(data, remoteAddress) {
      const remote = remoteAddress ? fromSocketAddress(remoteAddress) : this.#remote;
      if (!remote || (this.#remote && !sameEndpoint(remote, this.#remote))) throw new SocketError('invalid-argument');
      if (!isRemote(this.#family, remote)) throw new SocketError('invalid-argument');
      if (!host.policy.connect(remote)) throw new SocketError('access-denied');
      const socket = this.#bound();
      if (data.length > maxDatagram) throw new SocketError('datagram-too-large');
      await new Promise((resolve, reject) => {
        const sent = (/** @type {Error | null} */ error) => (error ? reject(failure(error)) : resolve(undefined));
        if (this.#remote) socket.send(data, sent);
        else socket.send(data, remote.port, formatAddress(remote.address), sent);
      });
    }

    /** @param {Uint8Array} data @param {dgram.RemoteInfo} from */
    #came(data, { address, port }) {
      const parsed = parseAddress(address);
      if (!parsed || this.#size + data.length > maxWaiting) return;
      const from = { address: unmap(parsed), port };
      if (!this.#receives(from)) return;
      this.#waiting.push({ data, from });
      this.#size += data.length;
      for (const wake of this.#receivers) wake();
    }

    /** What the system says about a datagram that was sent. @param {Error} e */
    #failed(e) {
      this.#failure = e;
      for (const wake of this.#receivers) wake();
    }

    /** Whether datagrams of a peer are for the guest. @param {Endpoint} from */
    #receives(from) {
      if (this.#remote && !sameEndpoint(from, this.#remote)) return false;
      return this.#listens || host.policy.connect(from);
    }

    /**
     * Waits for a datagram.
     * @param {{ signal?: AbortSignal }} [call]
     */
    async receive(call) {
      if (!this.#socket) throw new SocketError('invalid-state');
      for (;;) {
        const first = this.#waiting.shift();
        if (first) {
          this.#size -= first.data.length;
          if (this.#receives(first.from)) return [first.data, toSocketAddress(first.from)];
          continue;
        }
        if (this.#failure) {
          const e = this.#failure;
          this.#failure = undefined;
          throw failure(e);
        }
        await this.#datagram(call?.signal);
        if (call?.signal?.aborted) throw call.signal.reason;
        if (!this.#socket) throw new SocketError('connection-aborted');
      }
    }

    /** Waits until there is one, or the socket is closed. @param {AbortSignal} [signal] */
    #datagram(signal) {
      return new Promise((resolve) => {
        const wake = () => {
          this.#receivers.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve(undefined);
        };
        this.#receivers.add(wake);
        signal?.addEventListener('abort', wake);
      });
    }

    getLocalAddress() {
      if (!this.#socket) throw new SocketError('invalid-state');
      const { address, port } = this.#socket.address();
      return toSocketAddress({ address: parseAddress(address) ?? anyLocal(this.#family).address, port });
    }

    getRemoteAddress() {
      if (!this.#remote) throw new SocketError('invalid-state');
      return toSocketAddress(this.#remote);
    }

    getAddressFamily() {
      return this.#family;
    }

    getUnicastHopLimit() {
      return this.#hops || hopLimit(this.#family);
    }

    /** @param {number} value */
    setUnicastHopLimit(value) {
      if (value === 0) throw new SocketError('invalid-argument');
      this.#socket?.setTTL(value);
      this.#hops = value;
    }

    getReceiveBufferSize() {
      const size = this.#socket ? this.#socket.getRecvBufferSize() / bufferFactor : this.#receiveBuffer;
      return BigInt(size || receiveBuffer.initial());
    }

    /** @param {bigint} value bytes */
    setReceiveBufferSize(value) {
      const size = bufferSize(value, receiveBuffer.most());
      this.#socket?.setRecvBufferSize(size);
      this.#receiveBuffer = size;
    }

    getSendBufferSize() {
      const size = this.#socket ? this.#socket.getSendBufferSize() / bufferFactor : this.#sendBuffer;
      return BigInt(size || sendBuffer.initial());
    }

    /** @param {bigint} value bytes */
    setSendBufferSize(value) {
      const size = bufferSize(value, sendBuffer.most());
      this.#socket?.setSendBufferSize(size);
      this.#sendBuffer = size;
    }

    [dispose]() {
      this.#socket?.close();
      this.#socket = undefined;
      for (const wake of this.#receivers) wake();
      host.give();
    }
  };
}

/** @param {bigint} value @param {number} most */
function bufferSize(value, most) {
  if (value === 0n) throw new SocketError('invalid-argument');
  return Math.min(Number(value < maxBuffer ? value : maxBuffer), most);
}

/**
 * Linux forgets a port that it chose itself when a connected socket is disconnected: a socket that is to keep it is bound to it
 * by its number.
 */
const forgetsPorts = process.platform === 'linux';

/** How often a port that the system chose may be gone when it is bound by its number. */
const maxTries = 10;

/**
 * A socket that is bound to a local address.
 * @param {Family} family
 * @param {Endpoint} local
 */
function boundSocket(family, local) {
  for (let tries = 1; ; tries++) {
    const first = bindNow(family, local);
    if (local.port !== 0 || !forgetsPorts) return first;
    const { port } = first.address();
    first.close();
    try {
      return bindNow(family, { ...local, port });
    } catch (e) {
      if (tries === maxTries) throw e;
    }
  }
}

/**
 * Makes a socket and binds it at once: what fails is thrown.
 * @param {Family} family
 * @param {Endpoint} local
 */
function bindNow(family, { address, port }) {
  const ipv6Only = family === 'ipv6';
  const socket = dgram.createSocket({ type: ipv6Only ? 'udp6' : 'udp4', ipv6Only, lookup: noLookup });
  const options = { address: formatAddress(address), port, exclusive: true };
  try {
    // Before Node 26 had a function for it: as the look-up answers at once, so does this.
    atOnce(socket, () => (socket.bindSync ? socket.bindSync(options) : socket.bind(options)));
    return socket;
  } catch (e) {
    try {
      socket.close();
    } catch {
      // It never was open.
    }
    throw bindFailure(e);
  }
}

/**
 * Connects at once: what fails is thrown.
 * @param {dgram.Socket} socket
 * @param {Endpoint} remote
 */
function connectNow(socket, { address, port }) {
  const to = formatAddress(address);
  try {
    atOnce(socket, () => (socket.connectSync ? socket.connectSync(port, to) : socket.connect(port, to)));
  } catch (e) {
    throw failure(e);
  }
}

/** Throws what a call of a socket fails with, thrown or told. @param {dgram.Socket} socket @param {() => unknown} call */
function atOnce(socket, call) {
  /** @type {any} */
  let error;
  const failed = (/** @type {any} */ e) => {
    error = e;
  };
  socket.once('error', failed);
  try {
    call();
  } finally {
    socket.off('error', failed);
  }
  if (error) throw error;
}
