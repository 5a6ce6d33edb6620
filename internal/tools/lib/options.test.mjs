// What a command does not take is said in words, with what it takes, and nothing is done.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './places.mjs';

/** @type {[command: string, args: string[], code: number, said: RegExp][]} */
const uses = [
  ['internal/tools/start.mjs', ['--bogus'], 2, /^Unknown option '--bogus'/],
  ['internal/tools/start.mjs', ['--port', '70000'], 2, /^"70000" is no port/],
  ['internal/tools/start.mjs', ['--help'], 0, /^npm start -- /],
  ['internal/tools/guests.mjs', ['--engine', 'other'], 2, /^Unknown engine "other"/],
  ['internal/tools/guests.mjs', ['more'], 2, /^Unexpected argument 'more'/],
  ['internal/tools/bench/bench.mjs', ['--only', '('], 2, /^Invalid regular expression/],
  ['internal/tools/bench/bench.mjs', ['--json'], 2, /^Option '--json <value>' argument missing/],
  ['playwright-tests/bundlers/run.mjs', ['--bogus'], 2, /^Unknown option '--bogus'/],
];

for (const [command, args, code, said] of uses) {
  test(`${command} ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, command), ...args], {
      encoding: 'utf8',
    });
    assert.equal(status, code, stderr);
    assert.match(code ? stderr : stdout, said);
    assert.match(code ? stderr : stdout, /npm (start|run [\w:]+) -- /);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  });
}
