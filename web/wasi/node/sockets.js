// wasi:sockets in Node, over node:net, node:dgram and node:dns. What is exported by its name in WIT is that of a program that was
// given nothing.

import { policyOf } from '../network/net.js';
import { ipNameLookup as makeLookup, SocketHost } from '../sockets/host.js';
import { tcpSocket } from '../sockets/tcp.js';
import { udpSocket } from '../sockets/udp.js';
import { lookup } from './lookup.js';

/**
 * The interfaces of wasi:sockets.
 * @param {import('../index.js').WasiOptions} [options]
 */
export function interfaces(options = {}) {
  const policy = policyOf(options);
  const host = new SocketHost(policy);
  return {
    types: { TcpSocket: tcpSocket(host), UdpSocket: udpSocket(host) },
    ipNameLookup: makeLookup(policy, options.net?.lookup ?? lookup),
  };
}

export const { types, ipNameLookup } = interfaces();
