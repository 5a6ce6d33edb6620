// The resources request and response.

import { dispose } from '../dispose.js';
import { WasiError } from '../error.js';
import { Body } from './body.js';
import { isToken } from './fields.js';
import { isAuthority, isPath, isScheme } from './target.js';

/** @import { Result, TrailersResult } from './body.js' */
/** @import { Fields } from './fields.js' */
/** @import { RequestOptions } from './options.js' */

/** @typedef {{ tag: string, val?: string }} Method */
/** @typedef {{ tag: string, val?: string }} Scheme */

/** The methods that have a case of their own. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** What a setter answers whose result has no error type. */
const refused = () => new WasiError(undefined, 'the value is not valid');

export class Request {
  #headers;
  #options;
  /** @type {Body | undefined} */
  #body;
  #method = 'GET';
  /** @type {string | undefined} */
  #path;
  /** @type {string | undefined} */
  #scheme;
  /** @type {string | undefined} */
  #authority;

  /**
   * @param {Fields} headers
   * @param {Body} body
   * @param {RequestOptions} [options]
   */
  constructor(headers, body, options) {
    this.#headers = headers.freeze();
    this.#body = body;
    this.#options = options?.clone().freeze();
  }

  /**
   * @param {Fields} headers
   * @param {any} contents a stream of bytes, or undefined
   * @param {PromiseLike<TrailersResult>} trailers
   * @param {RequestOptions} [options]
   * @returns {[Request, Promise<Result<undefined>>]} how the transmission ends, too
   */
  static new(headers, contents, trailers, options) {
    const body = new Body(contents, trailers);
    return [new Request(headers, body, options), body.sent];
  }

  /**
   * A request that came to the host.
   * @param {{ method: string, scheme: string, authority?: string, path: string, headers: Fields }} head
   * @param {Body} body
   */
  static received({ method, scheme, authority, path, headers }, body) {
    const request = new Request(headers, body);
    request.#method = method;
    request.#scheme = scheme;
    request.#authority = authority;
    request.#path = path;
    return request;
  }

  /** What a host needs to send it. @param {Request} request */
  static parts(request) {
    const body = request.#take();
    return {
      method: request.#method,
      scheme: request.#scheme,
      authority: request.#authority,
      path: request.#path,
      headers: request.#headers,
      options: request.#options,
      body,
    };
  }

  /**
   * @param {Request} request
   * @param {PromiseLike<Result<undefined>>} result
   */
  static consumeBody(request, result) {
    return request.#take().consume(result);
  }

  #take() {
    const body = this.#body;
    if (!body) throw new TypeError('the request was given away before');
    this.#body = undefined;
    return body;
  }

  /** @returns {Method} */
  getMethod() {
    return methods.has(this.#method) ? { tag: this.#method.toLowerCase() } : { tag: 'other', val: this.#method };
  }

  /** @param {Method} method */
  setMethod({ tag, val }) {
    const method = tag === 'other' ? (val ?? '') : tag.toUpperCase();
    if (!isToken(method)) throw refused();
    this.#method = method;
  }

  getPathWithQuery() {
    // RFC 9110, 4.2.3
    return this.#path === '' && this.#method !== 'OPTIONS' ? '/' : this.#path;
  }

  /** @param {string} [path] */
  setPathWithQuery(path) {
    if (path !== undefined && !isPath(path)) throw refused();
    this.#path = path;
  }

  /** @returns {Scheme | undefined} */
  getScheme() {
    const scheme = this.#scheme;
    if (scheme === undefined) return undefined;
    return scheme === 'http' || scheme === 'https' ? { tag: scheme.toUpperCase() } : { tag: 'other', val: scheme };
  }

  /** @param {Scheme} [scheme] */
  setScheme(scheme) {
    const text = scheme && (scheme.tag === 'other' ? (scheme.val ?? '') : scheme.tag.toLowerCase());
    if (text !== undefined && !isScheme(text)) throw refused();
    this.#scheme = text;
  }

  getAuthority() {
    return this.#authority;
  }

  /** @param {string} [authority] */
  setAuthority(authority) {
    if (authority !== undefined && !isAuthority(authority)) throw refused();
    this.#authority = authority;
  }

  getOptions() {
    return this.#options;
  }

  getHeaders() {
    return this.#headers;
  }

  [dispose]() {
    this.#body?.drop();
    this.#body = undefined;
  }
}

export class Response {
  #headers;
  /** @type {Body | undefined} */
  #body;
  #status;

  /**
   * @param {Fields} headers
   * @param {Body} body
   * @param {number} [status]
   */
  constructor(headers, body, status = 200) {
    this.#headers = headers.freeze();
    this.#body = body;
    this.#status = status;
  }

  /**
   * @param {Fields} headers
   * @param {any} contents a stream of bytes, or undefined
   * @param {PromiseLike<TrailersResult>} trailers
   * @returns {[Response, Promise<Result<undefined>>]} how the transmission ends, too
   */
  static new(headers, contents, trailers) {
    const body = new Body(contents, trailers);
    return [new Response(headers, body), body.sent];
  }

  /** What a host needs to send it. @param {Response} response */
  static parts(response) {
    return { status: response.#status, headers: response.#headers, body: response.#take() };
  }

  /**
   * @param {Response} response
   * @param {PromiseLike<Result<undefined>>} result
   */
  static consumeBody(response, result) {
    return response.#take().consume(result);
  }

  #take() {
    const body = this.#body;
    if (!body) throw new TypeError('the response was given away before');
    this.#body = undefined;
    return body;
  }

  getStatusCode() {
    return this.#status;
  }

  /** @param {number} status */
  setStatusCode(status) {
    if (status < 100 || status > 599) throw refused();
    this.#status = status;
  }

  getHeaders() {
    return this.#headers;
  }

  [dispose]() {
    this.#body?.drop();
    this.#body = undefined;
  }
}
