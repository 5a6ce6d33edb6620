/** @module Interface wasi:cli/stdin@0.3.0 **/
/**
 * Return a stream for reading from stdin.
 *
 * This function returns a stream which provides data read from stdin,
 * and a future to signal read results.
 *
 * If the stream's readable end is dropped the future will resolve to success.
 *
 * If the stream's writable end is dropped the future will either resolve to
 * success if stdin was closed by the writer or to an error-code if reading
 * failed for some other reason.
 *
 * Multiple streams may be active at the same time. The behavior of concurrent
 * reads is implementation-specific.
 */
export function readViaStream(): [ByteSource, FutureSource<Result<void, ErrorCode>>];
export type ErrorCode = import('./wasi-cli-types.js').ErrorCode;
export type Result<T, E> = { tag: 'ok', val: T } | { tag: 'err', val: E };
/**
 * What the component reads as bytes.
 */
export type ByteSource = StreamSource<ArrayBuffer | ArrayBufferView | string | number | number[]> | Blob | Response | ArrayBuffer | ArrayBufferView | string;
/**
 * What the component reads as a stream, from chunks of type C.
 */
export type StreamSource<C> = ReadableStream<C> | AsyncIterable<C> | (Iterable<C> & object);
/**
 * What the component reads as a future.
 */
export type FutureSource<T> = PromiseLike<T> | T;
