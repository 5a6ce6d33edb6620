// What the system has for sockets that nobody has set something for. Node tells nothing of that, the files of Linux do.

import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * The numbers in a file below /proc/sys/net.
 * @param {string} name
 * @returns {number[]} none where there is no such file
 */
function read(name) {
  try {
    return readFileSync(`/proc/sys/net/${name}`, 'utf8').trim().split(/\s+/).map(Number);
  } catch {
    return [];
  }
}

/** @param {() => number} ask */
function once(ask) {
  /** @type {number | undefined} */
  let value;
  return () => {
    value ??= ask();
    return value;
  };
}

// Where the system does not say: what RFC 1122 and RFC 1700 have, and macOS.

/** Seconds until an idle connection is probed. */
export const keepAliveIdle = once(() => read('ipv4/tcp_keepalive_time')[0] ?? 7200);

/** Seconds between probes. */
export const keepAliveInterval = once(() => read('ipv4/tcp_keepalive_intvl')[0] ?? 75);

/** Probes that may stay without an answer. */
export const keepAliveCount = once(() => read('ipv4/tcp_keepalive_probes')[0] ?? 8);

const hopLimits = {
  ipv4: once(() => read('ipv4/ip_default_ttl')[0] ?? 64),
  ipv6: once(() => read('ipv6/conf/default/hop_limit')[0] ?? 64),
};

/** @param {'ipv4' | 'ipv6'} family */
export const hopLimit = (family) => hopLimits[family]();

/** Linux doubles the size of a buffer that is set, and says so when it is read: socket(7). */
export const bufferFactor = process.platform === 'linux' ? 2 : 1;

/** Bytes of a UDP socket's buffers: at first, and at most. */
export const receiveBuffer = {
  initial: once(() => (read('core/rmem_default')[0] ?? 65536 * bufferFactor) / bufferFactor),
  most: once(() => read('core/rmem_max')[0] ?? 2 ** 30),
};
export const sendBuffer = {
  initial: once(() => (read('core/wmem_default')[0] ?? 65536 * bufferFactor) / bufferFactor),
  most: once(() => read('core/wmem_max')[0] ?? 2 ** 30),
};
