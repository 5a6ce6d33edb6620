// The client of wasi:http over fetch, for pages and workers.

import { chunksOf } from '../chunks.js';
import { parseAddress } from '../network/address.js';
import { DeniedError } from '../network/policy.js';
import { Body, ok } from './body.js';
import { errorCode, httpError } from './code.js';
import { fieldsOf, headersOf } from './fetchmessage.js';
import { contentLength } from './limits.js';
import { Request, Response } from './message.js';
import { milliseconds } from './options.js';
import { rooted, splitAuthority, withoutUser } from './target.js';

/** @import { Policy } from '../network/policy.js' */
/** @typedef {ReturnType<typeof Request.parts>} Parts */

/** Methods that fetch does not know. */
const forbidden = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** Bytes of a request's body, which fetch wants whole. */
const maxBody = 1 << 28;

/**
 * Makes `send`, which goes as far as a policy and the browser's own rules let it. A page cannot look names up, so a rule for a
 * name is one for whatever addresses it has.
 * @param {Policy} policy
 * @param {typeof fetch} doFetch
 */
export function fetchClient(policy, doFetch) {
  /**
   * @param {Request} request
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Response>}
   */
  return async function send(request, call) {
    const parts = Request.parts(request);
    try {
      const response = await exchange(policy, doFetch, parts, call?.signal);
      parts.body.finish(ok);
      return response;
    } catch (e) {
      const code = e instanceof TypeError ? { tag: 'destination-unavailable' } : errorCode(e);
      parts.body.finish({ tag: 'err', val: code });
      parts.body.drop();
      throw call?.signal?.aborted ? e : httpError(code.tag, code.val, e);
    }
  };
}

/**
 * @param {Policy} policy
 * @param {typeof fetch} doFetch
 * @param {Parts} parts
 * @param {AbortSignal} [signal] of the guest's call
 */
async function exchange(policy, doFetch, parts, signal) {
  const { method, headers, options } = parts;
  if (forbidden.has(method)) throw httpError('HTTP-request-method-invalid');
  const url = target(policy, parts);
  const control = new AbortController();
  const cancel = () => control.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  const late = httpError('HTTP-response-timeout');
  const timer = setTimeout(() => control.abort(late), milliseconds(options?.getFirstByteTimeout()));
  try {
    const body = await wholeBody(parts, control.signal);
    if (body && (method === 'GET' || method === 'HEAD')) throw httpError('HTTP-request-method-invalid');
    const answer = await doFetch(url, {
      method,
      headers: headersOf(headers),
      body,
      signal: control.signal,
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
    if (answer.type === 'opaqueredirect')
      throw httpError('internal-error', 'the response is a redirect, which a page does not get to see');
    return response(answer, control, milliseconds(options?.getBetweenBytesTimeout()));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Where a request goes, if that is allowed. @param {Policy} policy @param {Parts} parts */
function target(policy, { scheme = 'https', authority, path }) {
  const known = /^https?$/i.test(scheme);
  const to = authority === undefined ? undefined : splitAuthority(authority);
  if (!known || !to || authority === undefined) throw httpError('HTTP-request-URI-invalid');
  const port = to.port ?? (scheme.toLowerCase() === 'https' ? 443 : 80);
  const address = parseAddress(to.host);
  if (!address) policy.mayConnect(to.host, port);
  else if (!policy.connect({ address, port })) throw new DeniedError(`connection to ${authority}`, true);
  try {
    return new URL(rooted(path), `${scheme}://${withoutUser(authority)}`);
  } catch {
    throw httpError('HTTP-request-URI-invalid');
  }
}

/**
 * The body of a request, undefined if it is empty.
 * @param {Parts} parts
 * @param {AbortSignal} signal
 */
async function wholeBody({ headers, body }, signal) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let size = 0;
  const to = {
    write: (/** @type {Uint8Array} */ chunk) => {
      size += chunk.length;
      if (size > maxBody) throw httpError('HTTP-request-body-size', BigInt(size));
      chunks.push(/** @type {Uint8Array<ArrayBuffer>} */ (chunk));
    },
    end: () => {},
    signal,
    length: contentLength(headers),
    sizeError: 'HTTP-request-body-size',
  };
  const result = await body.send(to, errorCode);
  if (result.tag === 'err') throw signal.aborted ? signal.reason : httpError(result.val.tag, result.val.val);
  return size === 0 ? undefined : new Blob(chunks);
}

/**
 * @param {globalThis.Response} answer
 * @param {AbortController} control ends the exchange
 * @param {number} time milliseconds between bytes
 */
function response(answer, control, time) {
  /** @type {(result: import('./body.js').TrailersResult) => void} */
  let settle = () => {};
  /** @type {Promise<import('./body.js').TrailersResult>} */
  const end = new Promise((resolve) => {
    settle = resolve;
  });
  const late = httpError('connection-read-timeout');
  async function* contents() {
    const chunks = chunksOf(answer.body ?? undefined, control.signal);
    try {
      for (;;) {
        const timer = setTimeout(() => control.abort(late), time);
        const { value, done } = await chunks.next().finally(() => clearTimeout(timer));
        if (done) return;
        yield value;
      }
    } catch (e) {
      settle({ tag: 'err', val: e instanceof TypeError ? { tag: 'HTTP-response-incomplete' } : errorCode(e) });
    } finally {
      settle(ok);
      chunks.return();
    }
  }
  return new Response(fieldsOf(answer.headers), new Body(contents(), end), answer.status);
}
