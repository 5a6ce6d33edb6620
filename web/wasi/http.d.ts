import type { WasiImports, WasiOptions } from './index.js';

export const types: WasiImports['wasi:http/types@0.3.0'];
export const client: WasiImports['wasi:http/client@0.3.0'];
export const handler: WasiImports['wasi:http/handler@0.3.0'];

/** The interfaces of wasi:http with what a program gets. The others of this module are those of a program that gets nothing. */
export function interfaces(options?: WasiOptions): {
  types: typeof types;
  client: typeof client;
  handler: typeof handler;
};

/**
 * Serves a component, which exports `wasi:http/handler`, where requests and responses are those of the Fetch standard: in a
 * service worker, in Deno, Bun and on edge platforms. Requests at the same time are calls of the component at the same time.
 *
 * The function it gives rejects with what the component failed with before it answered, a trap or the error of `handle`
 * (with the error code as `payload`). If it fails later, the body of the response does.
 *
 * @param component the exports of an instance, or the module of a transpiled component
 * @param options.failed is told what went wrong after the response was begun
 * @throws {TypeError} it exports no `wasi:http/handler`
 */
export function serveFetch(
  component: object,
  options?: { failed?: (error: unknown, request: Request) => void },
): (request: Request) => Promise<Response>;

/** An `IncomingMessage` of `node:http`, by some of what it has: Node's declarations need not be there. */
export interface NodeRequest {
  readonly httpVersion: string;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: string[];
  readonly rawTrailers: string[];
}

/** A `ServerResponse` of `node:http`, likewise. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  statusCode: number;
  appendHeader(name: string, value: string | readonly string[]): unknown;
  addTrailers(trailers: readonly [string, string][]): void;
  flushHeaders(): void;
}

/**
 * Serves a component, which exports `wasi:http/handler`, in Node: gives what `http.createServer` takes. It is only there in
 * Node.
 *
 * The function it gives is over when the response is written. It rejects with what the component failed with; the client has
 * the status 500 then, or if the response was begun, a response that breaks off. The status is 504 if `signal` is aborted.
 * `maxBody` is how many bytes of a request's body the component can read.
 *
 * @param component the exports of an instance, or the module of a transpiled component
 * @throws {TypeError} it exports no `wasi:http/handler`
 */
export function serveNode(
  component: object,
): (
  request: NodeRequest,
  response: NodeResponse,
  options?: { signal?: AbortSignal; maxBody?: number },
) => Promise<void>;
