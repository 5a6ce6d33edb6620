/** @module Interface wasi:http/handler@0.3.0 **/
/**
 * This function may be called with either an incoming request read from the
 * network or a request synthesized or forwarded by another component.
 *
 * @throws {ComponentError} whose payload is `ErrorCode`
 */
export function handle(request: Request, options: { signal: Signal }): Response | Promise<Response>;
export type Request = import('./wasi-http-types.js').Request;
export type Response = import('./wasi-http-types.js').Response;
export type ErrorCode = import('./wasi-http-types.js').ErrorCode;
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : never;
