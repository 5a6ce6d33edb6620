// The client of wasi:http over node:http and node:https.

import http from 'node:http';
import https from 'node:https';
import { asciiHost } from '../network/rule.js';
import { ByteSource } from '../node/bytes.js';
import { end, write } from '../node/write.js';
import { policyAgent } from './agent.js';
import { Body } from './body.js';
import { errorCode, httpError } from './code.js';
import { textOf } from './fields.js';
import { contentLength } from './limits.js';
import { Request, Response } from './message.js';
import { pairsOf, receivedFields, trailersOf } from './nodemessage.js';
import { milliseconds } from './options.js';
import { rooted, splitAuthority, withoutUser } from './target.js';

/** @import { Policy } from '../network/policy.js' */
/** @import { Fields } from './fields.js' */
/** @typedef {ReturnType<typeof Request.parts>} Parts */

/** Bytes of a response's head. */
const maxResponseHeader = 1 << 20;

/** Milliseconds that the head of a request waits for the first bytes of the body, so that short ones go out in one piece. */
const headDelay = 1;

/** Requests under way at once. */
const maxRequests = 256;

/** Methods of which a request may be sent again if the connection that was kept for it has gone. */
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Makes `send`, which goes as far as a policy lets it. It follows no redirect, unpacks nothing and knows no proxy: what a guest
 * asks for is what is done.
 * @param {Policy} policy
 * @param {(name: string) => Promise<string[]>} resolve gives the texts of the addresses of a name
 * @param {import('node:tls').ConnectionOptions} [tls]
 */
export function nodeClient(policy, resolve, tls = {}) {
  const agents = {
    http: policyAgent(http.Agent, {}, policy, resolve),
    https: policyAgent(https.Agent, tls, policy, resolve),
  };
  let open = 0;

  /**
   * @param {Request} request
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Response>}
   */
  return async function send(request, call) {
    const parts = Request.parts(request);
    try {
      const { response, sent } = await attempt(parts, call?.signal);
      sent.then((result) => parts.body.finish(result));
      return response;
    } catch (e) {
      const code = errorCode(e);
      parts.body.finish({ tag: 'err', val: code });
      parts.body.drop();
      throw call?.signal?.aborted ? e : httpError(code.tag, code.val, e);
    }
  };

  /** @param {Parts} parts @param {AbortSignal} [signal] */
  async function attempt(parts, signal) {
    const { port, secure, options } = requestOptions(parts);
    policy.mayLookup(options.host);
    for (;;) {
      if (open >= maxRequests) throw httpError('connection-limit-reached');
      const req = secure
        ? https.request({ ...options, port, agent: agents.https })
        : http.request({ ...options, port, agent: agents.http });
      req.maxHeadersCount = 0; // their size has a limit
      open++;
      req.once('close', () => {
        open--;
      });
      try {
        return await exchange(req, parts, signal);
      } catch (e) {
        const lost = req.reusedSocket && /** @type {any} */ (e)?.code === 'ECONNRESET' && !parts.body.exists;
        if (!lost || !repeatable.has(parts.method)) throw e;
      }
    }
  }
}

/** The request as node:http has it. @param {Parts} parts */
function requestOptions({ method, scheme = 'https', authority, path, headers, body }) {
  // CONNECT makes a tunnel, which no network rule sees into.
  if (method === 'CONNECT') throw httpError('HTTP-request-method-invalid');
  const secure = scheme.toLowerCase() === 'https';
  const to = authority === undefined ? undefined : splitAuthority(authority);
  if ((!secure && scheme.toLowerCase() !== 'http') || !to || authority === undefined)
    throw httpError('HTTP-request-URI-invalid');
  const host = asciiHost(to.host);
  if (host === undefined) throw httpError('HTTP-request-URI-invalid');
  /** @type {Record<string, string | string[]>} */
  const fields = Object.create(null);
  fields.host = withoutUser(authority).replace(to.host, host);
  /** The name that each field has, by its lower case. @type {Record<string, string>} */
  const names = Object.create(null);
  for (const [name, value] of headers.copyAll()) {
    names[name.toLowerCase()] ??= name;
    const values = /** @type {string[]} */ (fields[names[name.toLowerCase()]] ?? []);
    fields[names[name.toLowerCase()]] = [...values, textOf(value)];
  }
  const length = contentLength(headers);
  if (length < 0 && body.exists) fields['transfer-encoding'] = 'chunked';
  else if (names.trailer) delete fields[names.trailer]; // there is no place for them
  const options = { method, host, path: rooted(path), headers: fields, maxHeaderSize: maxResponseHeader };
  return { secure, port: to.port ?? (secure ? 443 : 80), options };
}

/**
 * Sends a request and waits for the head of the response.
 * @param {http.ClientRequest} req
 * @param {Parts} parts
 * @param {AbortSignal} [signal] of the guest's call
 */
async function exchange(req, { headers, options, body }, signal) {
  const gone = new AbortController();
  /** Why the request failed. @type {any} */
  let failure;
  const fail = (/** @type {unknown} */ e) => {
    failure ??= e;
    gone.abort(failure);
  };
  // A request that has no connection yet says nothing when it is destroyed.
  const stop = (/** @type {unknown} */ e) => {
    req.destroy(/** @type {Error} */ (e));
    fail(e);
  };
  req.on('error', fail);
  req.once('close', () => gone.abort(failure ?? httpError('connection-terminated')));
  const cancel = () => stop(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  const limit = (/** @type {bigint | undefined} */ time, /** @type {string} */ tag) =>
    setTimeout(() => stop(httpError(tag)), milliseconds(time));
  const connecting = limit(options?.getConnectTimeout(), 'connection-timeout');
  const waiting = limit(options?.getFirstByteTimeout(), 'HTTP-response-timeout');
  req.once('socket', (socket) => {
    const connected = () => clearTimeout(connecting);
    if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  try {
    /** @type {Promise<http.IncomingMessage>} */
    const head = new Promise((resolve, reject) => {
      req.once('response', resolve);
      gone.signal.addEventListener('abort', () => reject(gone.signal.reason));
    });
    head.catch(() => {});
    gone.signal.throwIfAborted();
    const sent = sendBody(req, headers, body, gone.signal, stop);
    const time = milliseconds(options?.getBetweenBytesTimeout());
    return { response: response(await head, () => failure, time), sent };
  } finally {
    signal?.removeEventListener('abort', cancel);
    clearTimeout(connecting);
    clearTimeout(waiting);
  }
}

/**
 * @param {http.ClientRequest} req
 * @param {Fields} headers
 * @param {Body} body
 * @param {AbortSignal} signal
 * @param {(error: unknown) => void} stop
 */
async function sendBody(req, headers, body, signal, stop) {
  const early = setTimeout(() => req.flushHeaders(), headDelay);
  const to = {
    write: (/** @type {Uint8Array} */ chunk) => write(req, chunk, signal),
    end: (/** @type {Fields | undefined} */ trailers) => {
      if (trailers && req.hasHeader('transfer-encoding')) req.addTrailers(pairsOf(trailers));
      return end(req, signal);
    },
    signal,
    length: contentLength(headers),
    sizeError: 'HTTP-request-body-size',
  };
  const result = await body.send(to, errorCode);
  clearTimeout(early);
  if (result.tag === 'err' && !req.destroyed) stop(httpError(result.val.tag, result.val.val));
  return result;
}

/**
 * @param {http.IncomingMessage} res
 * @param {() => any} failure why the request failed
 * @param {number} time milliseconds between bytes
 */
function response(res, failure, time) {
  const late = { milliseconds: time, error: httpError('connection-read-timeout') };
  const source = new ByteSource(res, () => res.destroy(), late);
  const trailers = source.end.then((error) => trailersOf(res, error, 'HTTP-response-incomplete', failure()));
  const body = new Body(source, trailers, () => source.return());
  return new Response(receivedFields(res.rawHeaders), body, res.statusCode);
}
