// The error codes of wasi:filesystem.

import { WasiError } from '../error.js';

/** @import { ErrorCode } from '../interfaces/wasi-filesystem-types.js' */
/** @typedef {ErrorCode['tag']} Code */

/**
 * The error of a function.
 * @param {Code} tag
 * @param {unknown} [cause]
 * @returns {WasiError<ErrorCode>}
 */
export function failure(tag, cause) {
  return new WasiError(/** @type {ErrorCode} */ ({ tag, val: undefined }), undefined, cause);
}

/** The codes of error numbers, by the names that Node gives them. @type {Record<string, Code>} */
const byNumber = {
  EACCES: 'access',
  EALREADY: 'already',
  EBADF: 'bad-descriptor',
  EBUSY: 'busy',
  EDEADLK: 'deadlock',
  EDQUOT: 'quota',
  EEXIST: 'exist',
  EFBIG: 'file-too-large',
  EILSEQ: 'illegal-byte-sequence',
  EINPROGRESS: 'in-progress',
  EINTR: 'interrupted',
  EINVAL: 'invalid',
  EIO: 'io',
  EISDIR: 'is-directory',
  ELOOP: 'loop',
  EMFILE: 'quota', // no case says that the process or the system has no more file descriptors
  EMLINK: 'too-many-links',
  EMSGSIZE: 'message-size',
  ENAMETOOLONG: 'name-too-long',
  ENFILE: 'quota',
  ENODEV: 'no-device',
  ENOENT: 'no-entry',
  ENOLCK: 'no-lock',
  ENOMEM: 'insufficient-memory',
  ENOSPC: 'insufficient-space',
  ENOSYS: 'unsupported',
  ENOTDIR: 'not-directory',
  ENOTEMPTY: 'not-empty',
  ENOTRECOVERABLE: 'not-recoverable',
  ENOTSUP: 'unsupported',
  ENOTTY: 'no-tty',
  ENXIO: 'no-such-device',
  EOPNOTSUPP: 'unsupported',
  EOVERFLOW: 'overflow',
  EPERM: 'not-permitted',
  EPIPE: 'pipe',
  EROFS: 'read-only',
  ESPIPE: 'invalid-seek',
  ETXTBSY: 'text-file-busy',
  EXDEV: 'cross-device',
};

/** The codes of a browser's errors, by their names. @type {Record<string, Code>} */
const byName = {
  InvalidModificationError: 'not-empty',
  NoModificationAllowedError: 'busy',
  NotAllowedError: 'access',
  NotFoundError: 'no-entry',
  QuotaExceededError: 'quota',
  TypeMismatchError: 'not-directory',
};

/** Whether an error comes from the platform, and not from a mistake in the code. @param {any} error */
const fromPlatform = (error) =>
  (typeof error?.code === 'string' && /^E[A-Z]/.test(error.code)) ||
  (globalThis.DOMException && error instanceof DOMException);

/**
 * The code for what was thrown, `io` if nothing is known about it.
 * @param {any} error
 * @returns {ErrorCode}
 */
export function codeOf(error) {
  if (error instanceof WasiError) return error.payload;
  const tag = byNumber[error?.code] ?? byName[error?.name] ?? 'io';
  return /** @type {ErrorCode} */ ({ tag, val: undefined });
}

/**
 * Whether that is what was thrown.
 * @param {unknown} error
 * @param {...Code} codes
 */
export const isCode = (error, ...codes) => codes.includes(codeOf(error).tag);

/**
 * Does the work of a function: what the platform throws is the error case of its result.
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function attempt(work) {
  try {
    return await work();
  } catch (e) {
    if (e instanceof WasiError || !fromPlatform(e)) throw e;
    throw new WasiError(codeOf(e), /** @type {Error} */ (e).message, e);
  }
}
