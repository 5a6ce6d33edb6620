// bench/linked sync
// What lies between the memories of two components: with several memories in wasm, without them in JavaScript.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const url = pathToFileURL(`${dir}/c.js`).href;
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

const [, text] = /pipeText = '([^']+)'/.exec(fs.readFileSync(`${dir}/c.js`, 'utf8'));
const pipe = new WebAssembly.Module(Buffer.from(text, 'base64'));
const from = new WebAssembly.Memory({ initial: 1 });
const to = new WebAssembly.Memory({ initial: 1 });
const { valid, copy } = new WebAssembly.Instance(pipe, { m: { from, to } }).exports;
const source = new Uint8Array(from.buffer);

const decoder = new TextDecoder('utf-8', { fatal: true });
function check(bytes, at) {
  let want = 1;
  try {
    decoder.decode(Uint8Array.from(bytes));
  } catch {
    want = 0;
  }
  source.fill(0x80, at - 8, at + bytes.length + 8); // continuation bytes that are not part of it
  source.set(bytes, at);
  assert.equal(valid(at, at + bytes.length), want, `${Buffer.from(bytes).toString('hex')} at ${at}`);
}

// Every pair of bytes, with what may follow, at the beginning of a block of 32 and at its end.
const rests = [[], [0x80], [0xbf], [0x7f], [0xc0], [0x80, 0x80], [0xbf, 0xbf], [0x80, 0x41], [0x41, 0x80], [0x80, 0xc2], [0x80, 0x80, 0x80]];
for (let a = 0x70; a < 0x100; a++) {
  check([a], 64);
  for (let b = 0x70; b < 0x100; b++) for (const rest of rests) check([a, b, ...rest], 64);
}
const filler = Array(29).fill(0x61);
for (const a of [0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0x80])
  for (const b of [0x80, 0x8f, 0x9f, 0xa0, 0xbf])
    for (const rest of rests)
      for (let n = 26; n <= 29; n++) check([...filler.slice(0, n), a, b, ...rest, ...filler, ...filler], 100);

// Texts, whole and with one byte changed.
let seed = 1;
const random = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * n);
};
const alphabet = ['a', 'the quick brown fox jumps over it ', 'é', '漢字', '🧩', '\u{10ffff}', '\ud7ff\ue000', '\0'];
for (let i = 0; i < 4000; i++) {
  const bytes = new TextEncoder().encode(Array.from({ length: random(20) }, () => alphabet[random(alphabet.length)]).join(''));
  check(bytes, 200 + random(40));
  if (bytes.length) bytes[random(bytes.length)] = random(256);
  check(bytes, 200);
}
// To the end of the memory, and nothing at all.
source.fill(0x61, 65530);
assert.equal(valid(65530, 65536), 1);
assert.equal(valid(65536, 65536), 1);
source[65535] = 0xe2;
assert.equal(valid(65530, 65536), 0);

source.set([1, 2, 3], 10);
copy(10, 3, 20);
assert.deepEqual([...new Uint8Array(to.buffer, 19, 5)], [0, 1, 2, 3, 0]);

for (const several of [true, false]) {
  const { validate } = WebAssembly;
  if (!several) WebAssembly.validate = () => false;
  const { instantiate } = await import(`${url}?${several}`);
  const { loopString, loopBytes } = instantiate(core);
  for (const n of [1, 64, 65, 1000]) {
    assert.equal(loopString(3, n), 3 * (n + (n > 1 ? 97 : 122) + 122));
    assert.equal(loopBytes(3, n), 3 * (n + (n > 1 ? 97 : 122) + 122));
  }
  WebAssembly.validate = validate;
}
