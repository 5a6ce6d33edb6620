// Uses of streams and futures: what a component gives is what the platform has, and what it takes are many.
import * as streams from './esm/streams.js';
import type { Message, MessageInit, Part } from './esm/interfaces/test-streams-api-export.js';
import type { Letter as ImportedLetter } from './esm/interfaces/test-streams-api.js';
import { instantiate, type ImportObject } from './async/streams.js';

const { api } = streams;

async function bytes(m: Message) {
  const whole: Response = new Response(m.body);
  const text: ReadableStream<string> = m.body.pipeThrough(new TextDecoderStream());
  const byob: ReadableStreamBYOBReader = m.body.getReader({ mode: 'byob' });
  for await (const chunk of m.body) chunk satisfies Uint8Array<ArrayBuffer>;
  const some: Uint8Array = await m.body.read(10);
  const { value, done } = await m.body.next();
  if (!done) value.subarray(1);
  // @ts-expect-error: there is none at the end
  value.subarray(1);
  // @ts-expect-error: chunks, not single numbers
  for await (const n of m.body) n.toFixed();
  // @ts-expect-error: it is a stream, and not all of its bytes
  m.body.byteLength;
  {
    using body = m.body;
    body satisfies ReadableStream<Uint8Array>;
  }
  return [whole, text, byob, some];
}

async function values(parts: Part[]) {
  const lines = await api.copy('text');
  const three: string[] = await lines.read(3);
  for await (const line of lines) line.toUpperCase();
  const numbers = api.send({ pages: three }, new Uint32Array(1));
  for await (const chunk of numbers) chunk satisfies BigInt64Array<ArrayBuffer>;
  for await (const inner of api.records([{ pages: lines }])) (await inner.read(1)) satisfies Float32Array;
  for (const part of parts) {
    if (part.tag === 'later') {
      using later = part.val;
      later satisfies Promise<Message>;
      await bytes(await later);
    }
  }
}

async function given() {
  const signal = AbortSignal.timeout(1000);
  const blob = new Blob(['text']);
  for (const body of [await fetch('https://example.com'), blob, blob.stream(), 'text', new ArrayBuffer(1), new DataView(new ArrayBuffer(1))])
    await api.copy(body, { signal });
  await api.copy([1, [2, 3], 'text', new Uint8Array(4)]);
  await api.copy((async function* () { yield 1; yield 'text'; })());
  // @ts-expect-error: neither is a chunk of bytes
  await api.copy([true, null]);
  // @ts-expect-error: a number is no stream
  await api.copy(1);

  api.send({ pages: ['first', 'second'] }, [1, new Uint32Array(2), [3, 4]]);
  // @ts-expect-error: a string is no stream of strings
  api.send({ pages: 'first' }, []);
  // @ts-expect-error: chunks are of the array of the type
  api.send({ pages: [] }, [new Uint16Array(2)]);
  // @ts-expect-error: a stream of bytes is none of strings
  api.send({ pages: blob.stream() }, []);

  api.later(1, Promise.resolve(), []) satisfies Promise<{ tag: 'ok'; val: number } | { tag: 'err'; val: string }>;
  api.later(Promise.resolve(undefined), undefined, [undefined]);
  // @ts-expect-error: of another value
  api.later(Promise.resolve('1'), undefined, []);

  const init: MessageInit = { subject: 'hello', body: 'world' };
  const [message] = api.forward(init, [{ tag: 'attached', val: init }, { tag: 'later', val: Promise.resolve(init) }]);
  api.forward(message, []);
  // @ts-expect-error: what is given need not be what one gets
  init.body.getReader();
  api.explain('message').message.toUpperCase();
  api.explain(new Error('message'));
}

// What JavaScript implements sees it the other way round.
type Copy = NonNullable<ImportObject['test:streams/api']>['copy'];
const copy: Copy = async function* (input) {
  input satisfies ReadableStream<Uint8Array>;
  for await (const chunk of input) yield String(chunk.byteLength);
} as Copy;
const pages = (letter: ImportedLetter) => letter.pages.getReader();
const read: ImportObject['fetch']['default'] = async (url, { signal }) => await fetch(url, { signal });
// @ts-expect-error: a promise of numbers is no stream of bytes
const wrong: ImportObject['fetch']['default'] = async () => 1;
const kept: ImportObject['test:streams/store']['keep'] = (m) => ({ subject: m.subject, body: m.body });
