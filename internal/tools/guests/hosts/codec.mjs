// node codec.mjs DIR: a codec of the Python packages numcodecs-wasm-*.

import { createHash } from 'node:crypto';
import { answer, load } from './answers.mjs';

const { codec } = await load(process.argv[2]);
const digest = (/** @type {ArrayBufferView} */ view) =>
  createHash('sha256')
    .update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
    .digest('hex');

await answer('codec-id', () => codec.codecId());
await answer('codec-config-schema', () => codec.codecConfigSchema());
await answer('a wrong configuration', () => codec.Codec.fromConfig('{"level":"high"}'));
await answer('no JSON', () => codec.Codec.fromConfig('{'));

const n = 20_000;
/** @type {[string, ArrayBufferView][]} */
const arrays = [
  ['u8', Uint8Array.from({ length: n }, (_, i) => i % 7)],
  ['i16', Int16Array.from({ length: n }, (_, i) => (i % 200) - 100)],
  ['u32', Uint32Array.from({ length: n }, (_, i) => i * 200_000)],
  ['i64', BigInt64Array.from({ length: n }, (_, i) => BigInt(i) * -3_000_000_000n)],
  ['f32', Float32Array.from({ length: n }, (_, i) => Math.sin(i / 50))],
  ['f64', Float64Array.from({ length: n }, (_, i) => Math.sin(i / 50))],
];
for (const level of [1, 6, 9]) {
  const it = codec.Codec.fromConfig(JSON.stringify({ level }));
  await answer(`configuration of level ${level}`, () => it.getConfig());
  for (const [dtype, data] of arrays) {
    const shape = new Uint32Array([n]);
    const encoded = it.encode({ data: { tag: dtype, val: data }, shape });
    await answer(`${dtype} at level ${level}`, () => [
      encoded.data.tag,
      encoded.data.val.length,
      digest(encoded.data.val),
      encoded.shape,
    ]);
    for (const decoded of [it.decode(encoded), it.decodeInto(encoded, { dtype, shape })]) {
      await answer('  decoded', () => [
        decoded.data.tag,
        decoded.data.val.constructor.name,
        digest(decoded.data.val) === digest(data),
        decoded.shape,
      ]);
    }
  }
  await answer('decoding of what is no encoding', () =>
    it.decode({ data: { tag: 'u8', val: new Uint8Array([1, 2, 3]) }, shape: new Uint32Array([3]) }),
  );
}
