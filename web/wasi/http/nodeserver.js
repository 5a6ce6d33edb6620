// Serving HTTP in Node by a component.

import { ByteSource } from '../node/bytes.js';
import { end, write } from '../node/write.js';
import { Body } from './body.js';
import { bodyError, errorCode, httpError } from './code.js';
import { textOf } from './fields.js';
import { call as callHandler, handlerOf } from './handler.js';
import { contentLength, mayHaveBody } from './limits.js';
import { Request, Response } from './message.js';
import { pairsOf, receivedFields, trailersOf } from './nodemessage.js';
import { rooted } from './target.js';

/** @import http from 'node:http' */
/** @import { Handler } from './handler.js' */
/** @import { Fields } from './fields.js' */

/**
 * @typedef {object} Call
 * @property {AbortSignal} [signal] when to give up
 * @property {number} [maxBody] bytes of the request's body that the component can read
 */

/** Milliseconds that the head of a response waits for the first bytes of the body, so that short ones go out in one piece. */
const headDelay = 1;

/**
 * @param {Record<string, any>} component
 * @returns {(req: http.IncomingMessage, res: http.ServerResponse, call?: Call) => Promise<void>}
 */
export function serveNode(component) {
  const handle = handlerOf(component);
  return (req, res, call) => answer(handle, req, res, call);
}

/**
 * Answers a request by a component. It is over when all is written, or will never be, and the component's call has ended if
 * it was cancelled because the client went away: one that traps then takes no more calls.
 * @param {Handler} handle
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 * @param {Call} [call]
 * @throws what the component failed with; the answer is 500 then, if nothing was written, else it breaks off
 */
async function answer(handle, req, res, call) {
  if (res.destroyed) return; // the client went away before its turn came
  /** @type {Promise<unknown> | undefined} */
  let called;
  /** @type {Handler} */
  const calling = (request, options) => {
    const response = handle(request, options);
    called = response;
    return response;
  };
  const gone = new AbortController();
  const lost = () => {
    if (!res.writableFinished) gone.abort(httpError('connection-terminated'));
  };
  const over = () => gone.abort(call?.signal?.reason);
  res.once('close', lost);
  call?.signal?.addEventListener('abort', over);
  try {
    if (call?.signal?.aborted) over();
    const response = await callHandler(calling, requestOf(req, call?.maxBody), gone.signal);
    await respond(response, req, res, gone.signal);
  } catch (e) {
    if (res.headersSent) breakOff(req, res);
    else if (!res.destroyed) fail(res, call?.signal?.aborted ? 504 : 500);
    if (!gone.signal.aborted || call?.signal?.aborted) throw e;
    await called?.catch((trap) => {
      if (trap instanceof WebAssembly.RuntimeError) throw trap;
    });
  } finally {
    call?.signal?.removeEventListener('abort', over);
  }
}

/** Milliseconds that a client has to take what was written of a response that breaks off. */
const lastWrites = 1000;

/**
 * Ends a connection behind what was written of a response: the client must not take that for the whole.
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 */
function breakOff(req, res) {
  const { socket } = res;
  // Where the end of the connection is that of the body, only a reset tells.
  if (!socket || req.httpVersion === '1.0') {
    socket?.resetAndDestroy();
    res.destroy();
    return;
  }
  setImmediate(() => socket.destroySoon()); // Node sends what was written at the end of this turn
  setTimeout(() => socket.destroy(), lastWrites).unref();
}

/** @param {http.ServerResponse} res @param {number} status */
function fail(res, status) {
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  const text = status === 504 ? 'the service took too long\n' : 'the service failed\n';
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length });
  res.end(text);
}

/**
 * @param {http.IncomingMessage} req
 * @param {number} [maxBody]
 */
function requestOf(req, maxBody) {
  const { method = 'GET', url = '/', headers } = req;
  // Who takes this for a proxy sends all of the URL.
  const [, authority = headers.host, path = '/'] = /^https?:\/\/([^/?]*)(.*)$/i.exec(url) ?? [url, headers.host, url];
  const has = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const source = has ? new ByteSource(req) : undefined;
  if (source && maxBody) {
    let size = 0;
    req.prependListener('data', (chunk) => {
      size += chunk.length;
      if (size > maxBody) source.fail(httpError('HTTP-request-body-size'));
    });
  }
  const trailers = (source?.end ?? Promise.resolve()).then((error) => trailersOf(req, error, 'connection-terminated'));
  const scheme = 'encrypted' in req.socket ? 'https' : 'http';
  const head = { method, scheme, authority, path: rooted(path), headers: receivedFields(req.rawHeaders) };
  return Request.received(head, new Body(source, trailers, () => source?.return()));
}

/**
 * @param {Response} response
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 * @param {AbortSignal} signal nobody takes it any more
 */
async function respond(response, req, res, signal) {
  const { status, headers, body } = Response.parts(response);
  writeHead(res, status, headers);
  const hasBody = mayHaveBody(req.method ?? 'GET', status);
  const early = setTimeout(() => res.flushHeaders(), headDelay);
  const together = inOnePiece(res);
  const result = await body.send(
    {
      write: (chunk) => {
        clearTimeout(early);
        if (!hasBody) return;
        together();
        return write(res, chunk, signal);
      },
      end: (trailers) => {
        clearTimeout(early);
        if (trailers && hasBody && !res.hasHeader('content-length')) res.addTrailers(pairsOf(trailers));
        return end(res, signal);
      },
      signal,
      length: hasBody ? contentLength(headers) : -1,
      sizeError: 'HTTP-response-body-size',
    },
    errorCode,
  );
  clearTimeout(early);
  body.finish(result);
  if (result.tag === 'err') throw bodyError(result);
}

/**
 * Gives a function after which what is written in a turn of the event loop is sent in one piece.
 * @param {http.ServerResponse} res
 */
function inOnePiece(res) {
  let corked = false;
  const send = () => {
    corked = false;
    res.uncork();
  };
  return () => {
    if (corked) return;
    corked = true;
    res.cork();
    setImmediate(send);
  };
}

/** @param {http.ServerResponse} res @param {number} status @param {Fields} headers */
function writeHead(res, status, headers) {
  if (status < 200) throw httpError('HTTP-protocol-error');
  res.statusCode = status;
  const chunked = contentLength(headers) < 0;
  for (const [name, value] of headers.copyAll()) {
    // Where the length is announced there is no place for trailers.
    if (chunked || name.toLowerCase() !== 'trailer') res.appendHeader(name, textOf(value));
  }
}
