// One rule of the network: some ports of some hosts.

import { parseAddress, unmap } from './address.js';

/** @import { Address } from './address.js' */

/**
 * @typedef {object} Rule
 * @property {boolean} any every host
 * @property {string} name lower case, without the last dot; '' if it is about addresses
 * @property {boolean} below all names below name, not name itself
 * @property {number[]} prefix the bytes of an address
 * @property {number} bits how many bits of prefix count
 * @property {number} lo the first port
 * @property {number} hi the last port
 */

/**
 * Reads HOST or HOST:PORT. HOST is *, a name, *.name, an address or a range of addresses (10.0.0.0/8,
 * [2001:db8::]/32); PORT is *, a number or a range (8000-8999), all ports if it is left out. What is no rule is a
 * TypeError that says why.
 * @param {string} text
 * @returns {Rule}
 */
export function parseRule(text) {
  if (typeof text !== 'string') throw new TypeError(`a network rule is a string, not ${typeof text}`);
  const { host, port } = split(text);
  const [lo, hi] = parsePorts(port, text);
  const rule = { any: false, name: '', below: false, prefix: [], bits: 0, lo, hi };
  if (host === '*') return { ...rule, any: true };
  if (host.includes('/')) return { ...rule, ...parseRange(host, text) };
  const address = parseAddress(host);
  if (address) {
    const { bytes } = unmap(address);
    return { ...rule, prefix: bytes, bits: 8 * bytes.length };
  }
  const below = host.startsWith('*.');
  const name = cleanName(below ? host.slice(2) : host);
  if (name === undefined)
    throw wrong(text, 'names no host: want a name, *.name, an address, a range as 10.0.0.0/8, or *');
  return { ...rule, name, below };
}

/** @param {string} text @param {string} why */
const wrong = (text, why) => new TypeError(`the network rule ${JSON.stringify(text)} ${why}`);

/** @param {string} text */
function split(text) {
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end < 0) throw wrong(text, 'has a [ without a ]');
    const host = text.slice(1, end);
    const rest = text.slice(end + 1);
    if (rest.startsWith('/')) {
      const [bits, port = ''] = cut(rest);
      return { host: host + bits, port };
    }
    if (rest !== '' && !rest.startsWith(':')) throw wrong(text, `has ${JSON.stringify(rest)} behind its address`);
    return { host, port: rest.slice(1) };
  }
  // An IPv6 address without brackets has no port.
  if (text.split(':').length > 2) return { host: text, port: '' };
  const [host, port = ''] = cut(text);
  return { host, port };
}

/** What is before and behind the first colon. @param {string} text */
function cut(text) {
  const at = text.indexOf(':');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** @param {string} port @param {string} text */
function parsePorts(port, text) {
  if (port === '' || port === '*') return [0, 65535];
  const at = port.indexOf('-');
  const bounds = at < 0 ? [port, port] : [port.slice(0, at), port.slice(at + 1)];
  if (!bounds.every((b) => /^\d{1,7}$/.test(b) && Number(b) < 65536))
    throw wrong(text, 'has no port at its end: want a number, a range as 8000-8999, or *');
  const [lo, hi] = bounds.map(Number);
  if (lo > hi) throw wrong(text, 'has an empty range of ports');
  return [lo, hi];
}

/** @param {string} range @param {string} text */
function parseRange(range, text) {
  const [host, length] = range.split('/', 2);
  const address = parseAddress(host);
  const size = (address?.bytes.length ?? 0) * 8;
  if (
    !address ||
    address.zone ||
    !/^(0|[1-9]\d{0,2})$/.test(length) ||
    Number(length) > size ||
    range.split('/').length > 2
  )
    throw wrong(text, 'is no range of addresses: want one as 10.0.0.0/8 or [2001:db8::]/32');
  return { prefix: address.bytes, bits: Number(length) };
}

/**
 * A host's name in the one form that rules and look-ups have (ASCII, lower case, without the last dot), undefined if it is
 * none.
 * @param {string} text
 * @returns {string | undefined}
 */
export function cleanName(text) {
  if (text.length > 4 * 253) return undefined; // the longest in another form
  const ascii = toASCII(text);
  const name = ascii?.replace(/\.$/, '').toLowerCase();
  if (!name || name.length > 253) return undefined;
  return name.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label)) ? name : undefined;
}

/**
 * A host in ASCII, as it is sent to others: one that is so already as it is. Undefined if it is none.
 * @param {string} host
 */
export const asciiHost = (host) => (/[^\0-\x7f]/.test(host) ? cleanName(host) : host);

/** What ASCII there may be in a name of other letters: the rest has a meaning in a URL. */
const plain = /^[a-zA-Z0-9._\-\u0080-\u{10ffff}]*$/u;

/**
 * Brings a name with other letters than those of ASCII to the form in which it is looked up, as the host of a URL.
 * An address is not to be had by other digits.
 * @param {string} text
 * @returns {string | undefined}
 */
function toASCII(text) {
  if (!/[^\0-\x7f]/.test(text)) return text;
  if (!plain.test(text) || !URL.canParse(`http://${text}/`)) return undefined;
  const { hostname } = new URL(`http://${text}/`);
  return /(^|\.)(\d+|0x[0-9a-f]*)\.?$/i.test(hostname) ? undefined : hostname;
}

/** @param {Rule} rule @param {number} port */
export const hasPort = (rule, port) => rule.lo <= port && port <= rule.hi;

/** Whether a rule allows a host by its name. @param {Rule} rule @param {string} name a clean one */
export function namesHost(rule, name) {
  if (rule.any) return true;
  if (rule.name === '') return false;
  return rule.below ? name.endsWith(`.${rule.name}`) : name === rule.name;
}

/** Whether a rule allows an address by itself. @param {Rule} rule @param {Address} address */
export function hasAddress(rule, address) {
  if (rule.any) return true;
  if (rule.name !== '') return false;
  const { bytes } = unmap(address);
  if (bytes.length !== rule.prefix.length) return false;
  return rule.prefix.every((byte, i) => {
    const counted = Math.max(0, Math.min(8, rule.bits - 8 * i));
    const mask = 256 - 2 ** (8 - counted);
    return ((byte ^ bytes[i]) & mask) === 0;
  });
}
