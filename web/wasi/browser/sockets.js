// wasi:sockets in pages and workers, which have no sockets. What is exported by its name in WIT is that of a program that was given
// nothing.

import { policyOf } from '../network/net.js';
import { TcpSocket, UdpSocket } from '../sockets/denied.js';
import { ipNameLookup as makeLookup } from '../sockets/host.js';

/** Nobody tells a page the addresses of a name. @returns {Promise<string[]>} */
const lookup = async () => {
  throw new Error('names cannot be looked up here');
};

/**
 * The interfaces of wasi:sockets.
 * @param {import('../index.js').WasiOptions} [options]
 */
export function interfaces(options = {}) {
  return {
    types: { TcpSocket, UdpSocket },
    ipNameLookup: makeLookup(policyOf(options), options.net?.lookup ?? lookup),
  };
}

export const { types, ipNameLookup } = interfaces();
