// What strip.mjs leaves of a Go program still runs, collects garbage and says where it broke.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildRuntime, forWasm } from './package.mjs';
import { must } from './run.mjs';
import { stripLines } from './strip.mjs';

const folder = mkdtempSync(join(tmpdir(), 'strip-'));
after(() => rmSync(folder, { recursive: true }));

const source = `package main

import "runtime"

type node struct{ next *node; data [100]byte }

func list(n int) (l *node) {
	defer func() { recover() }()
	for i := range n {
		l = &node{next: l}
		l.data[i%100] = byte(i)
		if i == n-1 { panic("recovered") }
	}
	return
}

func fails(a []int, i int) int { return a[i] }

func main() {
	sum := 0
	for i := range 300 {
		for l := list(200 + i); l != nil; l = l.next { sum += int(l.data[7]) }
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println("sum", sum, "collections", m.NumGC > 2)
	fails(nil, sum)
}
`;

test('a stripped program runs as before and names its functions', async () => {
  await buildRuntime();
  writeFileSync(join(folder, 'main.go'), source);
  const file = join(folder, 'main.wasm');
  await must('go', ['build', '-ldflags=-s -w', '-o', file, join(folder, 'main.go')], forWasm);
  const whole = readFileSync(file);
  const stripped = stripLines(whole);
  const [large, small] = [whole, stripped].map((program) => gzipSync(program).length);
  assert.ok(small < large * 0.9, `${small} of ${large} bytes with gzip`);
  const outputs = await Promise.all([whole, stripped].map(run));
  const [head, ...trace] = outputs[1].split('\n');
  assert.match(head, /^sum \d+ collections true$/);
  assert.equal(head, outputs[0].split('\n')[0]);
  assert.equal(
    trace[0],
    'panic: runtime error: index out of range [0] with length 0'.replace('[0]', `[${head.split(' ')[1]}]`),
  );
  const names = trace.filter((line) => /^main\.\w+\(/.test(line)).map((line) => line.split('(')[0]);
  assert.equal(names.at(-1), 'main.main');
  assert.ok(!outputs[1].includes('main.go'));
});

test('what is no Go program is an error', () => {
  assert.throws(() => stripLines(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)), /without data/);
  const data = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 11, 11, 1, 0, 0x41, 0, 0x0b, 5, 1, 2, 3, 4, 5];
  assert.throws(() => stripLines(Uint8Array.from(data)), /no function table/);
});

/** What a program prints. @param {Uint8Array} program */
async function run(program) {
  const { goFor } = await import('../../../web/runtime/wasm-exec.js');
  let output = '';
  const decoder = new TextDecoder();
  const fs = {
    constants: {},
    /** @param {number} _fd @param {Uint8Array} bytes */
    writeSync: (_fd, bytes) => {
      output += decoder.decode(bytes);
      return bytes.length;
    },
  };
  const scope = {
    Array,
    Date,
    Object,
    TextDecoder,
    TextEncoder,
    Uint8Array,
    crypto,
    performance,
    console,
    setTimeout,
    clearTimeout,
    fs,
  };
  const go = new (goFor(scope))();
  go.exit = () => {};
  const module = await WebAssembly.compile(/** @type {BufferSource} */ (program));
  await go.run(await WebAssembly.instantiate(module, go.importObject));
  return output;
}
