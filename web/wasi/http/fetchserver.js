// Serving HTTP by a component where requests and responses are those of the Fetch standard: in service workers, on other servers.

import { Body, noTrailers } from './body.js';
import { bodyError, errorCode, httpError } from './code.js';
import { fieldsOf, headersOf } from './fetchmessage.js';
import { call, handlerOf } from './handler.js';
import { contentLength, mayHaveBody } from './limits.js';
import { Request, Response } from './message.js';

/** @import { Handler } from './handler.js' */

/**
 * @param {Record<string, any>} component
 * @param {{ failed?: (error: unknown, request: globalThis.Request) => void }} [options]
 * @returns {(request: globalThis.Request) => Promise<globalThis.Response>}
 */
export function serveFetch(component, { failed } = {}) {
  const handle = handlerOf(component);
  return (request) => answer(handle, request, (error) => failed?.(error, request));
}

/**
 * Answers a request by a component.
 * @param {Handler} handle
 * @param {globalThis.Request} request
 * @param {(error: unknown) => void} failed is told of what went wrong after the head
 * @returns {Promise<globalThis.Response>}
 * @throws what the component failed with
 */
async function answer(handle, request, failed) {
  const gone = new AbortController();
  const abort = () => gone.abort(httpError('connection-terminated'));
  if (request.signal.aborted) abort();
  request.signal.addEventListener('abort', abort);
  const response = await call(handle, requestOf(request), gone.signal);
  const { status, headers, body } = Response.parts(response);
  if (status < 200 || status > 599) {
    body.drop();
    throw new RangeError(`the service gave the status ${status}, and a Response has 200 to 599`);
  }
  const hasBody = mayHaveBody(request.method, status) && status !== 205;
  const length = hasBody ? contentLength(headers) : -1;
  const init = { status, headers: headersOf(headers) };
  if (!hasBody) {
    finish(body, { write() {}, end() {}, signal: gone.signal, length, sizeError }, failed);
    return new globalThis.Response(null, init);
  }
  return new globalThis.Response(streamOf(body, gone, length, failed), init);
}

const sizeError = 'HTTP-response-body-size';

/** @param {globalThis.Request} request */
function requestOf(request) {
  const { method, body, headers } = request;
  const url = new URL(request.url);
  const head = {
    method,
    scheme: url.protocol.slice(0, -1),
    authority: url.host,
    path: url.pathname + url.search,
    headers: fieldsOf(headers),
  };
  return Request.received(head, new Body(body ?? undefined, noTrailers()));
}

/**
 * The contents of a body, as they are asked for.
 * @param {Body} body
 * @param {AbortController} gone
 * @param {number} length
 * @param {(error: unknown) => void} failed
 */
function streamOf(body, gone, length, failed) {
  let wanted = () => {};
  return new ReadableStream(
    {
      start(controller) {
        const to = {
          write: async (/** @type {Uint8Array} */ chunk) => {
            controller.enqueue(chunk);
            if ((controller.desiredSize ?? 0) > 0) return;
            await new Promise((/** @type {(value?: any) => void} */ resolve) => {
              wanted = resolve;
            });
            gone.signal.throwIfAborted();
          },
          end: () => controller.close(),
          signal: gone.signal,
          length,
          sizeError,
        };
        finish(body, to, failed).then((error) => error && controller.error(error));
      },
      pull: () => wanted(),
      cancel() {
        gone.abort(httpError('connection-terminated'));
        wanted();
      },
    },
    { highWaterMark: 1 },
  );
}

/**
 * @param {Body} body
 * @param {Parameters<Body['send']>[0]} to
 * @param {(error: unknown) => void} failed
 */
async function finish(body, to, failed) {
  const result = await body.send(to, errorCode);
  body.finish(result);
  if (result.tag === 'ok') return undefined;
  const error = bodyError(result);
  if (!to.signal.aborted) failed(error);
  return error;
}
