/** @module Interface wasi:cli/stderr@0.3.0 **/
/**
 * Write the given stream to stderr.
 *
 * If the stream's writable end is dropped this function will either return
 * success once the entire contents of the stream have been written or an
 * error-code representing a failure.
 *
 * Otherwise if there is an error the readable end of the stream will be
 * dropped and this function will return an error-code.
 */
export function writeViaStream(data: GuestNumbers<Uint8Array>): FutureSource<Result<void, ErrorCode>>;
export type ErrorCode = import('./wasi-cli-types.js').ErrorCode;
export type Result<T, E> = { tag: 'ok', val: T } | { tag: 'err', val: E };
/**
 * A stream that the component writes, read in chunks of type C. `read` gives up to n elements, none at the end.
 */
export type GuestStream<C, A = C[]> = ReadableStream<C> & AsyncIterable<C> & Droppable & {
  next(): Promise<{ done: false, value: C } | { done: true, value?: undefined }>;
  read(n: number): Promise<A>;
  return<T = undefined>(value?: T): Promise<{ done: true, value: T | undefined }>;
};
/**
 * The same of numbers, in chunks of their typed array A.
 */
export type GuestNumbers<A extends { slice(): any }> = GuestStream<ReturnType<A['slice']>, ReturnType<A['slice']>>;
export type Droppable = SymbolConstructor extends { readonly dispose: infer S extends symbol } ? { [K in S]: () => void } : {};
/**
 * What the component reads as a future.
 */
export type FutureSource<T> = PromiseLike<T> | T;
