// Uses of a stream with the future of its result, as one object and as two.
import { api } from './pairs/streams.js';
import { api as apart } from './esm/streams.js';

async function got() {
  const stream = api.read('name');
  stream satisfies ReadableStream<Uint8Array>;
  const whole: Response = new Response(stream);
  const n: number = await stream.result;
  {
    using result = stream.result;
    result.then((n) => n.toFixed());
  }
  // @ts-expect-error: it is one object
  stream[0];
  // @ts-expect-error: the result is read only
  stream.result = Promise.resolve(1);
  const [body, outcome] = apart.read('name');
  const end = await outcome;
  if (end.tag === 'ok') end.val.toFixed();
  return [whole, n, body];
}

async function given() {
  const list = await api.write(Object.assign(new ReadableStream<Uint8Array>(), { result: 1 }));
  for (const lines of list) {
    for await (const line of lines) line.toUpperCase();
    const nothing: void = await lines.result;
  }
  await api.write(Object.assign(new Blob(['text']), { result: Promise.resolve(1) }));
  await api.write('text');
  await api.write([new Response('text'), { tag: 'ok', val: 1 }]);
  await api.write([new Response('text'), Promise.resolve({ tag: 'err', val: 'reason' } as const)]);
  await api.write(api.read('name'));
  // @ts-expect-error: of another result
  await api.write(Object.assign(new Blob(['text']), { result: 'one' }));
  // @ts-expect-error: the result of the two is a result
  await api.write(['text', 1]);
  // @ts-expect-error: one object is for --result-streams
  await apart.write(new Response('text'));
}
