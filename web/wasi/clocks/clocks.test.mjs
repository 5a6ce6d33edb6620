// Clocks: what they read, how long they wait, and time zones.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as browser from '../browser/clocks.js';
import * as node from '../node/clocks.js';
import { makeClocks } from './clocks.js';

for (const [where, { monotonicClock, systemClock }] of Object.entries({ node, browser })) {
  test(`${where}: the monotonic clock goes on, and waits as long as it is told`, async () => {
    const start = monotonicClock.now();
    assert.ok(start >= 1_000_000_000n, 'it does not begin at 0');
    assert.ok(monotonicClock.getResolution() > 0n);
    const options = { signal: new AbortController().signal };
    for (const duration of [0n, 1n, 999_999n, 1_000_000n, 5_500_000n]) {
      const before = monotonicClock.now();
      await monotonicClock.waitFor(duration, options);
      const waited = monotonicClock.now() - before;
      assert.ok(waited >= duration, `${waited} of ${duration}`);
    }
    await monotonicClock.waitUntil(start, options);
    const mark = monotonicClock.now() + 3_000_000n;
    await monotonicClock.waitUntil(mark, options);
    assert.ok(monotonicClock.now() >= mark);
  });

  test(`${where}: a wait that is given up ends, and leaves no timer`, async () => {
    const controller = new AbortController();
    const waiting = monotonicClock.waitFor((1n << 64n) - 1n, { signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await waiting;
    await monotonicClock.waitFor(1n << 40n, { signal: controller.signal });
  });

  test(`${where}: the time of day`, () => {
    const { seconds, nanoseconds } = systemClock.now();
    const now = Date.now();
    const got = Number(seconds) * 1000 + nanoseconds / 1e6;
    assert.ok(Math.abs(now - got) < 1000, `${got} is not ${now}`);
    assert.ok(nanoseconds >= 0 && nanoseconds < 1_000_000_000);
    assert.equal(systemClock.getResolution(), 1_000_000n);
  });
}

test('a timer that is early is set again', async () => {
  const { setTimeout: real } = globalThis;
  let timers = 0;
  globalThis.setTimeout = /** @type {any} */ (
    (/** @type {() => void} */ call, /** @type {number} */ ms) => {
      timers++;
      return real(call, ms / 2);
    }
  );
  try {
    const { monotonicClock } = makeClocks({ now: () => BigInt(Math.round(performance.now() * 1e6)), resolution: 1n });
    const before = performance.now();
    await monotonicClock.waitFor(20_000_000n, { signal: new AbortController().signal });
    assert.ok(performance.now() - before >= 20);
    assert.ok(timers > 1);
  } finally {
    globalThis.setTimeout = real;
  }
});

test('time zones', () => {
  const module = pathToFileURL(`${import.meta.dirname}/../node/clocks.js`).href;
  const code = `
    const { timezone: t } = await import('${module}');
    const offset = (seconds, nanoseconds = 0) => String(t.utcOffset({ seconds, nanoseconds }));
    console.log(t.ianaId(), t.toDebugString(), offset(1_700_000_000n), offset(1_720_000_000n), offset(0n), offset(1n << 60n));`;
  const zone = (/** @type {string} */ TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }).trim();
  assert.equal(
    zone('Europe/Berlin'),
    'Europe/Berlin Europe/Berlin 3600000000000 7200000000000 3600000000000 undefined',
  );
  assert.equal(
    zone('Asia/Kolkata').split(' ').slice(2).join(' '),
    '19800000000000 19800000000000 19800000000000 undefined',
  );
  assert.equal(zone('America/St_Johns').split(' ')[2], '-12600000000000');
  assert.equal(zone('UTC').split(' ').slice(2).join(' '), '0 0 0 undefined');
});
