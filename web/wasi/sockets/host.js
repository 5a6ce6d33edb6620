// What the sockets of one host share.

import { isMapped, isUnspecified, toIpAddress } from '../network/address.js';
import { lookupFailure, SocketError } from './code.js';

/** @import { Endpoint } from '../network/address.js' */
/** @import { Policy } from '../network/policy.js' */

const defaultMaxSockets = 1024;

/** The sockets' policy and how many there are. */
export class SocketHost {
  /** How many sockets are open. */
  open = 0;

  /**
   * @param {Policy} policy
   * @param {number} [maxSockets] how many may be open at once
   */
  constructor(policy, maxSockets = defaultMaxSockets) {
    this.policy = policy;
    this.max = maxSockets;
  }

  /** Makes room for one more socket, or fails. */
  take() {
    if (this.open >= this.max) throw new SocketError('other', 'new-socket-limit');
    this.open++;
  }

  give() {
    this.open--;
  }
}

/**
 * The interface ip-name-lookup.
 * @param {Policy} policy
 * @param {(name: string) => Promise<string[]>} resolve gives the texts of the addresses of a name
 */
export function ipNameLookup(policy, resolve) {
  return {
    /** @param {string} name */
    async resolveAddresses(name) {
      try {
        return (await policy.lookup(name, resolve)).map(toIpAddress);
      } catch (e) {
        throw lookupFailure(e);
      }
    },
  };
}

/** @typedef {'ipv4' | 'ipv6'} Family */

/** Any local address of a family. @param {Family} family @returns {Endpoint} */
export const anyLocal = (family) => ({ address: { bytes: Array(family === 'ipv4' ? 4 : 16).fill(0) }, port: 0 });

/** Whether an endpoint is of a family, and not one of the other family in disguise. @param {Family} family @param {Endpoint} at */
export function isOf(family, { address }) {
  if (family === 'ipv4') return address.bytes.length === 4;
  return address.bytes.length === 16 && !isMapped(address);
}

/** Whether something can be connected or sent to. @param {Family} family @param {Endpoint} to */
export const isRemote = (family, to) => isOf(family, to) && !isUnspecified(to.address) && to.port !== 0;
