// The chunks of a stream of bytes that a guest, or JavaScript, gave to the host.

/**
 * The chunks, until nobody is there to take them: then the stream is dropped, and what waits for the next chunk gets the
 * signal's reason.
 * @param {any} stream a ReadableStream, an iterable of chunks, bytes, or undefined for none
 * @param {AbortSignal} signal nobody takes them any more
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
export async function* chunksOf(stream, signal) {
  if (stream === undefined) return;
  if (ArrayBuffer.isView(stream)) {
    yield new Uint8Array(stream.buffer, stream.byteOffset, stream.byteLength);
    return;
  }
  const source = readerOf(stream);
  let over = false;
  const drop = () => {
    if (!over) source.drop();
    over = true;
  };
  if (signal.aborted) drop();
  signal.addEventListener('abort', drop);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { value, done } = await source.next();
      signal.throwIfAborted();
      over ||= done;
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', drop);
    drop();
  }
}

/** @param {any} stream @returns {{ next(): Promise<{ value?: any, done: boolean }>, drop(): void }} */
function readerOf(stream) {
  const reader = stream.getReader?.();
  if (reader) return { next: () => reader.read(), drop: () => quietly(reader.cancel()) };
  const iterator = (stream[Symbol.asyncIterator] ?? stream[Symbol.iterator]).call(stream);
  return { next: async () => iterator.next(), drop: () => quietly(iterator.return?.()) };
}

/** Drops a stream that nobody has read. @param {any} stream */
export function leave(stream) {
  if (stream?.cancel && !stream.locked) quietly(stream.cancel());
  else if (!stream?.cancel) quietly(stream?.return?.());
}

/** @param {any} promise */
function quietly(promise) {
  promise?.catch?.(() => {});
}
