import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gaps, judge } from './judge.mjs';
import { casesIn } from './lines.mjs';

const a = 'wasi:x/a#f';
const cases = (/** @type {string[]} */ ...lines) => casesIn(lines.map((line) => `${a} ${line}`).join('\n'));
const limit = (answer = 'not-supported') => ({ what: a, host: 'node', answer, missing: 'an API', line: 7 });

test('lines of cases are found among others', () => {
  const text = `hello\n${a} of "a: b": ok\n${a} x: wrong: got: this\n${a} y: setup: open-at: no-entry\n${a} no outcome\n`;
  assert.deepEqual(casesIn(text), [
    { what: a, name: 'of "a: b"', outcome: 'ok' },
    { what: a, name: 'x', outcome: 'wrong: got: this' },
    { what: a, name: 'y', outcome: 'setup: open-at: no-entry' },
  ]);
});

test('what came out as expected works', () => {
  const { cells, problems } = judge('node', cases('x: ok', 'y: io'), cases('y: io', 'x: ok'), [], true);
  assert.deepEqual(problems, []);
  assert.deepEqual(cells.get(a), { state: 'works' });
});

test('another outcome, none, and a case that nobody knows are wrong', () => {
  for (const got of [cases('x: ok', 'y: ok'), cases('x: ok'), cases('x: ok', 'y: io', 'z: ok')]) {
    const { problems } = judge('node', cases('x: ok', 'y: io'), got, [], true);
    assert.equal(problems.length, 1);
  }
});

test('a limit of the platform is for what answers as it says, and only on its host', () => {
  const expected = cases('x: ok', 'y: ok', 'z: io');
  const got = cases('x: ok', 'y: not-supported', 'z: setup: create: not-supported');
  const { cells, problems } = judge('node', expected, got, [limit()], true);
  assert.deepEqual(problems, []);
  assert.deepEqual(cells.get(a), { state: 'limited', answer: 'not-supported' });
  assert.equal(judge('native', expected, got, [limit()], true).problems.length, 2);
  assert.equal(judge('node', expected, cases('x: ok', 'y: access', 'z: io'), [limit()], false).problems.length, 1);
});

test('a limit that is none any more is wrong, unless some cases only were run', () => {
  const expected = cases('x: ok');
  assert.equal(judge('node', expected, expected, [limit()], true).problems.length, 1);
  assert.equal(judge('node', expected, expected, [limit()], false).problems.length, 0);
});

test('gaps: functions without an effect or a second case, unknown ones, cases that are there twice', () => {
  assert.deepEqual(gaps([a], cases('x: ok', 'y: io'), []), []);
  assert.equal(gaps([a], cases('x: io', 'y: io'), []).length, 1);
  assert.equal(gaps([a], cases('x: ok'), []).length, 1);
  assert.equal(gaps([a], cases('x: ok', 'x: ok'), []).length, 1);
  assert.equal(gaps([], cases('x: ok', 'y: ok'), []).length, 2);
  assert.equal(gaps([a], cases('x: ok', 'y: wrong: this'), []).length, 1);
  assert.equal(gaps([], [], [limit()]).length, 1);
});
