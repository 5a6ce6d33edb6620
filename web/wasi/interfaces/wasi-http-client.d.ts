/** @module Interface wasi:http/client@0.3.0 **/
/**
 * This function may be used to either send an outgoing request over the
 * network or to forward it to another component.
 *
 * @throws {ComponentError} whose payload is `ErrorCode`
 */
export function send(request: Request, options: { signal: Signal }): Response | Promise<Response>;
export type Request = import('./wasi-http-types.js').Request;
export type Response = import('./wasi-http-types.js').Response;
export type ErrorCode = import('./wasi-http-types.js').ErrorCode;
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : never;
