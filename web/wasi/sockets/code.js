// The error-codes of wasi:sockets.

import { WasiError } from '../error.js';
import { DeniedError, NameError } from '../network/policy.js';

/** @typedef {{ tag: string, val?: string }} ErrorCode */

/** The cases for what the system says, by the names of its errors. @type {Record<string, string>} */
const cases = {
  EACCES: 'access-denied',
  EPERM: 'access-denied',
  EAFNOSUPPORT: 'not-supported',
  EPROTONOSUPPORT: 'not-supported',
  ENOPROTOOPT: 'not-supported',
  EOPNOTSUPP: 'not-supported',
  ENOTSUP: 'not-supported',
  EINVAL: 'invalid-argument',
  ENOMEM: 'out-of-memory',
  ENOBUFS: 'out-of-memory',
  ETIMEDOUT: 'timeout',
  EISCONN: 'invalid-state',
  ENOTCONN: 'invalid-state',
  EADDRNOTAVAIL: 'address-not-bindable',
  EADDRINUSE: 'address-in-use',
  EHOSTUNREACH: 'remote-unreachable',
  ENETUNREACH: 'remote-unreachable',
  ENETDOWN: 'remote-unreachable',
  EHOSTDOWN: 'remote-unreachable',
  ENONET: 'remote-unreachable',
  ECONNREFUSED: 'connection-refused',
  EPIPE: 'connection-broken',
  ERR_STREAM_WRITE_AFTER_END: 'connection-broken',
  ERR_STREAM_DESTROYED: 'connection-broken',
  ECONNRESET: 'connection-reset',
  ECONNABORTED: 'connection-aborted',
  EMSGSIZE: 'datagram-too-large',
};

/** The same for a local address that is to be bound. @type {Record<string, string>} */
const bindCases = { EADDRNOTAVAIL: 'address-not-bindable', EINVAL: 'address-not-bindable', EACCES: 'access-denied' };

/** The same for a name that is looked up. @type {Record<string, string>} */
const lookupCases = {
  ENOTFOUND: 'name-unresolvable',
  ENODATA: 'name-unresolvable',
  EAI_AGAIN: 'temporary-resolver-failure',
  ETIMEOUT: 'temporary-resolver-failure',
};

/**
 * A failure of a function, with its error-code.
 * @extends {WasiError<ErrorCode>}
 */
export class SocketError extends WasiError {
  /** @param {string} tag a case of the error-code @param {string} [val] what `other` says */
  constructor(tag, val) {
    super(val === undefined ? { tag } : { tag, val }, val);
  }
}

/**
 * The failure that an error of Node's stands for.
 * @param {any} error
 */
export function failure(error) {
  if (error instanceof SocketError) return error;
  if (error instanceof DeniedError) return new SocketError('access-denied');
  const tag = cases[error?.code];
  return tag ? new SocketError(tag) : new SocketError('other', String(error?.message ?? error));
}

/** The same of a bind. @param {any} error */
export function bindFailure(error) {
  const tag = bindCases[error?.code];
  return tag ? new SocketError(tag) : failure(error);
}

/** The same of a look-up, with a case of ip-name-lookup's error-code. @param {any} error */
export function lookupFailure(error) {
  if (error instanceof DeniedError) return new SocketError('access-denied');
  if (error instanceof NameError) return new SocketError('invalid-argument');
  return new SocketError(lookupCases[error?.code] ?? 'permanent-resolver-failure');
}
