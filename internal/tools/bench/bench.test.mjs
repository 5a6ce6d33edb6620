// What the bench relies on, without jco and without measuring: glue by hand answers rightly, a wrong answer is noticed, the
// verdicts follow the figures, and the page holds nothing that could be fetched or run.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildRuntime } from '../lib/package.mjs';
import { root } from '../lib/places.mjs';
import { must } from '../lib/run.mjs';
import { html } from './html.mjs';
import { figure } from './measure.mjs';
import { streamWorkloads } from './stream-workloads.mjs';
import { judgeCall, judgeGlue, judgeStream, judgeTranspile, ratio } from './verdicts.mjs';
import { workloads } from './workloads.mjs';

/** @typedef {import('./types.js').Figure} Figure */
/** @typedef {import('./types.js').Report} Report */

/** @param {string} id @param {{ name: string, glue?: string }[]} contestants */
function runWorkload(id, contestants) {
  const script = fileURLToPath(new URL('run-workload.mjs', import.meta.url));
  const order = JSON.stringify({ workload: id, contestants, rounds: 1, ms: 1 });
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', script, order], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

for (const { id, title, bare } of workloads) {
  test(`by hand: ${title}`, () => {
    const names = bare ? ['limit', 'bare'] : ['limit'];
    const { figures, errors } = runWorkload(
      id,
      names.map((name) => ({ name })),
    );
    assert.deepEqual(errors, {});
    assert.deepEqual(Object.keys(figures), names);
    for (const name of names) assert.ok(figures[name].median > 0, name);
  });
}

/** Where testdata/bench/streams.wasm is transpiled to. */
let streams = '';

before(async () => {
  await buildRuntime();
  streams = mkdtempSync(join(tmpdir(), 'jco-go-bench-streams-'));
  const args = ['testdata/bench/streams.wasm', '-o', streams, '-I', 'async', '-q'];
  await must('go', ['run', './cmd/jco-go', 'transpile', ...args], { cwd: root });
  writeFileSync(join(streams, 'package.json'), '{"type":"module"}');
});

after(() => rmSync(streams, { recursive: true }));

/** @param {object} order */
function runStream(order) {
  const script = fileURLToPath(new URL('run-stream.mjs', import.meta.url));
  const args = ['--expose-gc', script, JSON.stringify({ rounds: 1, ms: 1, ...order })];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

for (const { id, title, part } of streamWorkloads) {
  test(`streams: ${title}`, () => {
    const { ours, copy } = runStream({ id, tool: 'ours', folder: streams });
    assert.ok(ours.cpu > 0 && ours.wall > 0);
    assert.equal(copy !== undefined, part !== undefined);
  });
}

test('what another tool cannot do with streams is told, and does not end the run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jco-go-bench-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const api = "{ ask: async () => 0, answer: async () => { throw new Error('not yet'); }, sink: async () => 'all' }";
    writeFileSync(join(folder, 'streams.js'), `export const instantiate = () => (${api});`);
    assert.deepEqual(runStream({ id: 'future-out', tool: 'jco', folder }), { without: 'not yet' });
    assert.match(runStream({ id: 'in-1', tool: 'jco', folder }).without, /it ended with all, not 500/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a contestant that answers wrongly, or not at all, is named and not timed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jco-go-bench-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'calls.js'), 'export const instantiate = () => ({ add: (a, b) => a - b });');
    const { figures, errors } = runWorkload('add', [{ name: 'limit' }, { name: 'ours', glue: folder }]);
    assert.deepEqual(Object.keys(figures), ['limit']);
    assert.match(errors.ours, /a wrong answer: \[-38,/);
    assert.match(
      runWorkload('string-1k', [{ name: 'ours', glue: folder }]).errors.ours,
      /echoString is not a function/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('figures: median and quartiles of samples in any order', () => {
  assert.deepEqual(figure([5, 1, 4, 2, 3], 7), { median: 3, low: 2, high: 4, rounds: [5, 1, 4, 2, 3], calls: 7 });
  assert.equal(figure([1, 2], 1).median, 1.5);
  assert.equal(figure([9], 1).high, 9);
});

/** @param {...number} rounds @returns {Figure} */
const took = (...rounds) => figure(rounds, 1);
const row = { id: 'x', title: 'x', limit: 'by hand' };

test('ratios are taken within a round', () => {
  const figures = { limit: took(10, 100, 1000), ours: took(20, 210, 1900) };
  assert.equal(ratio({ figures }, 'ours', 'limit'), 2);
  assert.equal(ratio({ figures }, 'jco', 'ours'), undefined);
});

test('verdicts', () => {
  /** @param {Record<string, Figure>} figures @param {object} [more] */
  const call = (figures, more = {}) => judgeCall({ ...row, figures, ...more });
  assert.deepEqual(call({ limit: took(10), ours: took(12), jco: took(13) }, { goal: 1.3 }), { ok: true, text: '' });
  assert.match(
    call({ limit: took(10), ours: took(14), jco: took(99) }, { goal: 1.3 }).text,
    /^1.40× the limit, wanted ≤ 1.30×$/,
  );
  assert.match(call({ limit: took(10), ours: took(14), jco: took(28) }).text, /^2.00× as fast as jco, wanted ≥ 5.00×$/);
  assert.ok(call({ limit: took(10), ours: took(14), jco: took(70) }).ok);
  assert.match(
    call({ bare: took(10), limit: took(13) }, { atBare: true }).text,
    /the limit itself is 1.30× a bare copy/,
  );
  assert.ok(call({ limit: took(10), typed: took(11), ours: took(30) }, { goal: 1.5 }).ok);
  assert.equal(call({}, { errors: { ours: 'trap' } }).text, 'FAILED: ours');

  /** @param {number} ns @returns {import('./types.js').Taken} */
  const taken = (ns) => ({ wall: 2 * ns, cpu: ns });
  const stream = { id: 'x', title: 'x', where: /** @type {const} */ ('Node'), unit: /** @type {const} */ ('bytes') };
  const bytes = { ...stream, size: 65536, goal: 1e9 };
  assert.ok(judgeStream({ ...bytes, ours: taken(65_000) }).ok);
  assert.equal(judgeStream({ ...bytes, ours: taken(66_000) }).text, 'wanted ≥ 1.00 GB/s');
  const future = { ...stream, unit: /** @type {const} */ ('ns'), size: 1, goal: 3000 };
  assert.ok(judgeStream({ ...future, ours: { wall: 2900, cpu: 3100 } }).ok);
  assert.equal(judgeStream({ ...future, ours: taken(3100) }).text, 'wanted ≤ 3.00 µs');
  const joined = { ...stream, size: 65536, part: 0.5, copy: taken(1000) };
  assert.ok(judgeStream({ ...joined, ours: taken(1900) }).ok);
  assert.match(judgeStream({ ...joined, ours: taken(4000) }).text, /^0.25× memory.copy, wanted ≥ 0.50×$/);

  const size = (/** @type {number} */ minGzip) => ({ raw: 0, min: 0, minGzip });
  const glue = { id: 'x', title: 'x', component: 1, ours: size(1500), jco: size(4000) };
  assert.ok(judgeGlue(glue, { most: 1536 }).ok);
  assert.ok(!judgeGlue(glue, { most: 1400 }).ok);
  assert.match(judgeGlue(glue, { part: 1 / 3 }).text, /2.67× smaller than jco's, wanted ≥ 3.00×/);

  const cost = { wall: 50, cpu: 50, memory: 50e6, runs: 1 };
  const transpiling = { id: 'x', title: 'x', component: 1, ours: cost };
  assert.ok(judgeTranspile({ ...transpiling, goal: { ms: 60, mb: 60 } }).ok);
  assert.equal(judgeTranspile({ ...transpiling, goal: { ms: 40, mb: 45 } }).text, 'wanted ≤ 40 ms; wanted ≤ 45 MB');
  assert.ok(judgeTranspile({ ...transpiling, goal: { ms: 60, mb: 0 } }).ok);
  const byPackage = { ...transpiling, wasm: { ...cost, wall: 300, answered: 239 }, goal: { ms: 60, mb: 0 } };
  assert.ok(judgeTranspile(byPackage).ok);
  byPackage.wasm.answered = 241;
  assert.equal(judgeTranspile(byPackage).text, 'as WebAssembly wanted ≤ 240 ms');
});

test('the page runs nothing, fetches nothing, and shows names as they are', () => {
  const title = '<script>alert("1")</script> & co';
  const figures = { limit: took(10, 11, 12), ours: took(11, 12, 13), jco: took(1e5, 2e5, 3e5), bare: took(1, 2, 3) };
  /** @type {import('./types.js').CallRow} */
  const call = { ...row, title, bare: 'copy', goal: 1.3, figures, verdict: { ok: false, text: title } };
  const size = { raw: 5000, min: 3000, minGzip: 1200 };
  const cost = { wall: 12, cpu: 10, memory: 7e6, runs: 3 };
  const verdict = { ok: true, text: '' };
  /** @type {Report} */
  const report = {
    made: '2026-01-02T03:04:05Z',
    machine: { cpu: title, cores: 2, memory: 1e9, system: 'linux x64', node: '26', go: 'Go 1.26' },
    tools: { ours: 'jco-go', jco: 'jco', minifier: 'esbuild' },
    quick: false,
    calls: [call],
    streams: [
      {
        ...{ id: 'a', title, where: 'Node', unit: 'bytes', size: 65536, goal: 1e9 },
        ...{ ours: { wall: 1e4, cpu: 1e4 }, without: title, verdict },
      },
    ],
    native: [{ ...call, figures: { limit: took(10), typed: took(20), ours: took(30) } }],
    glue: [{ id: 'a', title, component: 156, ours: size, jco: size, verdict }],
    transpile: [
      {
        ...{ id: 'a', title, component: 156, goal: { ms: 40, mb: 45 }, verdict },
        ...{ ours: cost, wasm: { ...cost, answered: 9 }, npx: cost, jco: cost },
      },
    ],
  };
  const page = html(report);
  assert.doesNotMatch(page, /<script|<link|<img|@import|url\(|https?:|src=|undefined|NaN/i);
  assert.match(page, /&#60;script&#62;/);
  assert.equal(page.match(/<svg /g)?.length, 5);
  assert.equal(html({ ...report, calls: [], streams: [], native: [], glue: [], transpile: [] }).match(/<svg /g), null);
});
