// Connections for HTTP that the network rules allow.

import { formatAddress } from '../network/address.js';
import { DeniedError } from '../network/policy.js';

/** @import http from 'node:http' */
/** @import { Policy } from '../network/policy.js' */

/** Connections that are kept for later: how many to one host, and how long, in milliseconds. */
const keep = { keepAlive: true, maxFreeSockets: 16, timeout: 30_000 };

/**
 * Makes an agent of node:http or node:https connect as far as a policy lets it. What is checked is the address after the look-up,
 * and that is what is connected to.
 * @template {http.Agent} A
 * @param {new (options: http.AgentOptions) => A} Agent
 * @param {object} options more of its options
 * @param {Policy} policy
 * @param {(name: string) => Promise<string[]>} resolve gives the texts of the addresses of a name
 * @returns {A}
 */
export function policyAgent(Agent, options, policy, resolve) {
  const agent = new Agent({ ...keep, ...options });
  /** @type {(options: any, done?: any) => any} */
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (/** @type {any} */ to, /** @type {any} */ done) => {
    allowed(policy, resolve, to)
      .then((addresses) => connect({ ...to, lookup: answer(addresses) }))
      .then(
        (socket) => done(null, socket),
        (e) => done(e),
      );
    return undefined;
  };
  return agent;
}

/**
 * @param {Policy} policy
 * @param {(name: string) => Promise<string[]>} resolve
 * @param {{ host: string, port: number | string }} to
 */
async function allowed(policy, resolve, { host, port }) {
  const found = await policy.lookup(host, resolve);
  const addresses = found.filter((address) => policy.connect({ address, port: Number(port) }));
  if (addresses.length === 0) throw new DeniedError(`connection to ${host}, port ${port}`, true);
  return addresses.map((address) => ({
    address: formatAddress(address),
    family: address.bytes.length === 4 ? 4 : 6,
  }));
}

/** A look-up that knows its answer. @param {{ address: string, family: number }[]} addresses */
function answer(addresses) {
  return (/** @type {string} */ _, /** @type {any} */ options, /** @type {any} */ then) =>
    options.all ? then(null, addresses) : then(null, addresses[0].address, addresses[0].family);
}
