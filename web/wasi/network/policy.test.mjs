// What rules allow: the cases of testdata/network/rules.json, which the native host goes through as well.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatAddress, parseAddress } from './address.js';
import { DeniedError, NameError, Policy } from './policy.js';

const cases = JSON.parse(readFileSync(new URL('../../../testdata/network/rules.json', import.meta.url), 'utf8'));

/** @param {string} text ADDRESS:PORT */
function endpoint(text) {
  const at = text.lastIndexOf(':');
  const address = parseAddress(text.slice(0, at).replace(/^\[|\]$/g, ''));
  assert.ok(address, text);
  return { address, port: Number(text.slice(at + 1)) };
}

/** @param {any} error */
const kind = (error) => (error instanceof DeniedError ? 'denied' : error instanceof NameError ? 'name' : String(error));

test('connections', async () => {
  assert.ok(cases.connect.filter((/** @type {any} */ c) => c.error || !c.allowed).length >= 20);
  for (const c of cases.connect) {
    const policy = new Policy({ connect: c.rules });
    let asked = false;
    const resolve = async (/** @type {string} */ name) => {
      asked = true;
      return cases.names[name];
    };
    const about = JSON.stringify(c);
    if (c.lookup) {
      const failure = await policy.lookup(c.lookup, resolve).then(() => undefined, kind);
      assert.equal(failure, c.error, about);
      let may = true;
      try {
        policy.mayLookup(c.lookup);
      } catch {
        may = false;
      }
      assert.equal(may, asked || parseAddress(c.lookup) !== undefined, about);
    }
    assert.equal(policy.connect(endpoint(c.address)), c.allowed, about);
  }
});

test('listening and binding', () => {
  for (const c of cases.listen) {
    const policy = new Policy(c);
    const local = endpoint(c.address);
    assert.deepEqual([policy.listen(local), policy.bind(local)], [c.listens, c.binds], JSON.stringify(c));
  }
});

test('a look-up gives only addresses that may be used, without the form of the other family', async () => {
  const policy = new Policy({ connect: ['*.example.com', '169.254.169.254'] });
  const found = await policy.lookup('rebound.example.com', async (name) => cases.names[name]);
  assert.deepEqual(found.map(formatAddress), ['169.254.169.254']);
  const mapped = await new Policy({ connect: ['example.com'] }).lookup(
    'example.com',
    async (name) => cases.names[name],
  );
  assert.deepEqual(mapped.map(formatAddress), ['93.184.216.34', '93.184.216.35', '2001:db8:0:0:0:0:0:1']);
});

test('what is no rule is refused with its text', () => {
  for (const text of cases.wrong) {
    assert.throws(
      () => new Policy({ connect: [text] }),
      (/** @type {any} */ e) => e instanceof TypeError && e.message.includes(JSON.stringify(text)),
      text,
    );
  }
  // @ts-expect-error what untyped JavaScript may give
  assert.throws(() => new Policy({ listen: [8080] }), /a network rule is a string, not number/);
});

test('the texts of addresses', () => {
  for (const [text, want] of [
    ['1.2.3.4', '1.2.3.4'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['1::', '1:0:0:0:0:0:0:0'],
    ['::1.2.3.4', '0:0:0:0:0:0:102:304'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1%eth0'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ]) {
    const address = parseAddress(text);
    assert.ok(address, text);
    assert.equal(formatAddress(address), want);
  }
  for (const text of [
    '',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4.5',
    ':',
    ':::',
    '1:2',
    '::1::',
    '12345::',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:8::',
    'fe80::1%',
    'example.com',
    '::1.2.3',
  ])
    assert.equal(parseAddress(text), undefined, text);
});
