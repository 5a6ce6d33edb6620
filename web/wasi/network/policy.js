// What a component may do on the network.

import {
  formatAddress,
  isBroadcast,
  isLinkLocal,
  isLoopback,
  isMulticast,
  isUnspecified,
  parseAddress,
  unmap,
} from './address.js';
import { cleanName, hasAddress, hasPort, namesHost, parseRule } from './rule.js';

/** @import { Address, Endpoint } from './address.js' */
/** @import { Rule } from './rule.js' */

/** No rule allows it. */
export class DeniedError extends Error {
  /**
   * @param {string} what
   * @param {boolean} [address] it is about an address, which a name has or that was given
   */
  constructor(what, address = false) {
    super(`${what}: no network rule allows it`);
    this.address = address;
  }
}

/** It is no name of a host. */
export class NameError extends Error {}

/** What is remembered of look-ups. Whoever needs more looks names up again. */
const maxGranted = 4096;

export class Policy {
  /** @type {Rule[]} */
  #connect;
  /** @type {Rule[]} */
  #listen;
  /** Addresses that came out of look-ups of allowed names, with the rules that allow the name. @type {Map<string, Set<Rule>>} */
  #granted = new Map();

  /**
   * A policy of rules; without any it allows nothing. A rule that is none is a TypeError.
   * @param {{ connect?: string[], listen?: string[] }} [net] what may be connected and sent to, and the local
   *   addresses that may be bound and listened on
   */
  constructor({ connect = [], listen = [] } = {}) {
    this.#connect = connect.map(parseRule);
    this.#listen = listen.map(parseRule);
  }

  /** Whether anything may be connected to at all. */
  get connects() {
    return this.#connect.length > 0;
  }

  /**
   * Whether an address may be connected to, or datagrams sent to it: it is in a rule, or came out of the look-up of a
   * name that is.
   * @param {Endpoint} to
   */
  connect({ address, port }) {
    if (this.#connect.some((rule) => hasAddress(rule, address) && hasPort(rule, port))) return true;
    const granted = this.#granted.get(key(address));
    return !!granted && [...granted].some((rule) => hasPort(rule, port));
  }

  /**
   * Whether a name may be connected to where nobody tells its addresses: throws a NameError or a DeniedError if not.
   * @param {string} name
   * @param {number} port
   */
  mayConnect(name, port) {
    const { clean, rules } = this.#rulesFor(name);
    if (!rules.some((rule) => hasPort(rule, port))) throw new DeniedError(`connection to ${clean}, port ${port}`);
  }

  /** Whether a local address may be listened on. @param {Endpoint} local */
  listen({ address, port }) {
    return this.#listen.some(
      (rule) =>
        hasPort(rule, port) &&
        (hasAddress(rule, address) || (isLocalName(rule.name) && !rule.below && isLoopback(unmap(address)))),
    );
  }

  /**
   * Whether a local address may be bound: one that may be listened on, and a free port that the system chooses, if
   * something may be connected to.
   * @param {Endpoint} local
   */
  bind(local) {
    return this.listen(local) || (local.port === 0 && this.connects);
  }

  /**
   * Whether a name may be looked up, and asks nobody: throws a NameError or a DeniedError if not. The text of an
   * address may.
   * @param {string} name
   */
  mayLookup(name) {
    if (!literal(name)) this.#rulesFor(name);
  }

  /**
   * Looks a name up, if a rule allows it, and gives the addresses that may be used. The text of an address is given
   * back as that address. It throws a NameError, a DeniedError, or what the resolver throws.
   * @param {string} name
   * @param {(name: string) => Promise<string[]>} resolve gives the texts of the addresses of a name
   * @returns {Promise<Address[]>}
   */
  async lookup(name, resolve) {
    const address = literal(name);
    if (address) return [unmap(address)];
    const { clean, rules } = this.#rulesFor(name);
    const found = (await resolve(clean))
      .map(parseAddress)
      .filter((a) => a !== undefined)
      .map(unmap);
    if (found.length === 0) throw Object.assign(new Error(`${clean} has no address`), { code: 'ENOTFOUND' });
    const allowed = found.filter((a) => this.#grant(clean, rules, a));
    if (allowed.length === 0) {
      const first = formatAddress(found[0]);
      throw new DeniedError(`${JSON.stringify(clean)} is ${first}, which needs a rule of its own`, true);
    }
    return allowed;
  }

  /**
   * The rules that allow a name, and the name in the form that rules have.
   * @param {string} name
   */
  #rulesFor(name) {
    const clean = cleanName(name);
    if (clean === undefined) throw new NameError(`${JSON.stringify(name)} is no name of a host`);
    const rules = this.#connect.filter((rule) => namesHost(rule, clean));
    if (rules.length === 0) throw new DeniedError(`look-up of ${JSON.stringify(clean)}`);
    return { clean, rules };
  }

  /**
   * Remembers an address of a name, as far as the name's rules reach. Tells whether some rule allows it.
   * @param {string} name
   * @param {Rule[]} rules
   * @param {Address} address
   */
  #grant(name, rules, address) {
    if (nameReaches(name, address)) {
      if (this.#granted.size >= maxGranted) this.#granted.clear();
      const known = this.#granted.get(key(address)) ?? new Set();
      for (const rule of rules) known.add(rule);
      this.#granted.set(key(address), known);
      return true;
    }
    return this.#connect.some((rule) => hasAddress(rule, address));
  }
}

/** The address that a text is, for IPv6 also in the brackets of a URL. @param {string} text */
function literal(text) {
  if (!text.startsWith('[')) return parseAddress(text);
  const address = text.endsWith(']') ? parseAddress(text.slice(1, -1)) : undefined;
  return address?.bytes.length === 16 ? address : undefined;
}

/** @param {Address} address */
const key = (address) => formatAddress({ bytes: unmap(address).bytes });

/** @param {string} name */
const isLocalName = (name) => name === 'localhost' || name.endsWith('.localhost');

/**
 * Whether a rule for a name is one for an address that the name has. Whoever answers for the name must not be able to
 * point into this machine or its network link: for these addresses there must be a rule of their own.
 * @param {string} name
 * @param {Address} address
 */
function nameReaches(name, address) {
  if (isLoopback(address)) return isLocalName(name);
  return !(isUnspecified(address) || isMulticast(address) || isLinkLocal(address) || isBroadcast(address));
}
