// The options `net` and `http` of a host.

import { Policy } from './policy.js';

/** @import { WasiOptions } from '../index.js' */

/** @type {WeakMap<object, Policy>} */
const policies = new WeakMap();

/**
 * The policy of a host's options. All packages that get the same options have the same one, as an address that one of them looked
 * up may be connected to by another.
 * @param {WasiOptions} options
 * @throws {TypeError} a rule is none
 */
export function policyOf(options) {
  const policy = policies.get(options) ?? new Policy(options.net);
  policies.set(options, policy);
  return policy;
}
