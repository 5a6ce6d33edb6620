// What the bench relies on, without jco and without measuring: glue by hand answers rightly, a wrong answer is noticed, the
// verdicts follow the figures, and the page holds nothing that could be fetched or run.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { html } from './html.mjs';
import { figure } from './measure.mjs';
import { judgeCall, judgeGlue, judgeTranspile, ratio } from './verdicts.mjs';
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
  assert.equal(html({ ...report, calls: [], native: [], glue: [], transpile: [] }).match(/<svg /g), null);
});
