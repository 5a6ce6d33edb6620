// IP addresses: as text, as wasi:sockets has them, and what kind of address one is.

/**
 * An address: its 4 or 16 bytes, and for one of IPv6 the number or name of its scope, if it has one.
 * @typedef {{ bytes: number[], zone?: string }} Address
 */

/**
 * Reads the text of an address: 127.0.0.1, ::1, fe80::1%2; undefined if it is none.
 * @param {string} text
 * @returns {Address | undefined}
 */
export function parseAddress(text) {
  if (!text.includes(':')) {
    const bytes = parseV4(text);
    return bytes && { bytes };
  }
  const at = text.indexOf('%');
  const zone = at < 0 ? undefined : text.slice(at + 1);
  const bytes = zone === '' ? undefined : parseV6(at < 0 ? text : text.slice(0, at));
  return bytes && (zone ? { bytes, zone } : { bytes });
}

/** @param {string} text */
function parseV4(text) {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) < 256)) return undefined;
  return parts.map(Number);
}

/** @param {string} text */
function parseV6(text) {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]);
  const tail = halves.length === 2 ? parseGroups(halves[1]) : [];
  if (!head || !tail) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - tail.length;
  // "::" stands for one group at least. The embedded IPv4 address can only be the end.
  if (missing < 2 || halves[0].includes('.')) return undefined;
  return [...head, ...Array(missing).fill(0), ...tail];
}

/** @param {string} text groups with colons between them, or nothing */
function parseGroups(text) {
  if (text === '') return [];
  /** @type {number[]} */
  const bytes = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    if (i === groups.length - 1 && group.includes('.')) {
      const v4 = parseV4(group);
      if (!v4) return undefined;
      bytes.push(...v4);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const n = Number.parseInt(group, 16);
      bytes.push(n >> 8, n & 255);
    } else return undefined;
  }
  return bytes;
}

/** The text of an address, which parseAddress reads. @param {Address} address */
export function formatAddress({ bytes, zone }) {
  if (bytes.length === 4) return bytes.join('.');
  const groups = groupsOf(bytes).map((g) => g.toString(16));
  return groups.join(':') + (zone ? `%${zone}` : '');
}

/** @param {number[]} bytes the 16 of an IPv6 address */
const groupsOf = (bytes) => Array.from({ length: 8 }, (_, i) => bytes[2 * i] * 256 + bytes[2 * i + 1]);

/** An address of IPv4 that comes in the form of IPv6 (::ffff:127.0.0.1) as what it is. @param {Address} address @returns {Address} */
export function unmap(address) {
  return isMapped(address) ? { bytes: address.bytes.slice(12) } : address;
}

/** @param {Address} address */
export function isMapped({ bytes }) {
  return bytes.length === 16 && bytes[10] === 255 && bytes[11] === 255 && bytes.slice(0, 10).every((b) => b === 0);
}

/** Whether it is 0.0.0.0 or ::. @param {Address} address */
export const isUnspecified = ({ bytes }) => bytes.every((b) => b === 0);

/** @param {Address} address */
export const isLoopback = ({ bytes }) =>
  bytes.length === 4 ? bytes[0] === 127 : bytes[15] === 1 && bytes.slice(0, 15).every((b) => b === 0);

/** @param {Address} address */
export const isMulticast = ({ bytes }) => (bytes.length === 4 ? bytes[0] >> 4 === 14 : bytes[0] === 255);

/** @param {Address} address */
export const isLinkLocal = ({ bytes }) =>
  bytes.length === 4 ? bytes[0] === 169 && bytes[1] === 254 : bytes[0] === 254 && bytes[1] >> 6 === 2;

/** @param {Address} address */
export const isBroadcast = ({ bytes }) => bytes.length === 4 && bytes.every((b) => b === 255);

/**
 * An address as wasi:sockets has it, as an `ip-address`.
 * @param {Address} address
 */
export function toIpAddress({ bytes }) {
  return bytes.length === 4 ? { tag: 'ipv4', val: bytes } : { tag: 'ipv6', val: groupsOf(bytes) };
}

/**
 * An address and a port.
 * @typedef {{ address: Address, port: number, flowInfo?: number }} Endpoint
 */

/**
 * An `ip-socket-address` as address and port.
 * @param {{ tag: string, val: any }} value
 * @returns {Endpoint}
 */
export function fromSocketAddress({ tag, val }) {
  if (tag === 'ipv4') return { address: { bytes: [...val.address] }, port: val.port };
  const bytes = [...val.address].flatMap((g) => [g >> 8, g & 255]);
  const address = val.scopeId ? { bytes, zone: String(val.scopeId) } : { bytes };
  return { address, port: val.port, flowInfo: val.flowInfo };
}

/**
 * Address and port as an `ip-socket-address`.
 * @param {Endpoint} endpoint
 */
export function toSocketAddress({ address, port, flowInfo = 0 }) {
  if (address.bytes.length === 4) return { tag: 'ipv4', val: { port, address: address.bytes } };
  const scopeId = /^\d+$/.test(address.zone ?? '') ? Number(address.zone) >>> 0 : 0;
  return { tag: 'ipv6', val: { port, flowInfo, address: groupsOf(address.bytes), scopeId } };
}

/** Whether two endpoints are the same. @param {Endpoint} a @param {Endpoint} b */
export function sameEndpoint(a, b) {
  return (
    a.port === b.port &&
    (a.address.zone ?? '') === (b.address.zone ?? '') &&
    a.address.bytes.length === b.address.bytes.length &&
    a.address.bytes.every((byte, i) => byte === b.address.bytes[i])
  );
}
