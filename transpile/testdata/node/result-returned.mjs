// fixtures/catch-all sync
// A host may return a result as {tag, val} instead of its ok value or an exception, as in jco.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

/** What the guest makes of it when the host's function gives an answer. */
function guestSees(answer) {
  class Thing {
    poke() {}
    static count() {}
  }
  const host = { Thing, plain() {}, text() {}, fallible: answer, nothing() {}, wide() {}, take() {}, fresh() {} };
  return instantiate(core, { 'test:catch/host@1.0.0': host, shout() {} }).callFallible(1);
}
const throwing = (e) => () => {
  throw e;
};

assert.equal(guestSees(() => ({ tag: 'ok', val: 7 })), guestSees(() => 7));
assert.equal(guestSees(() => ({ tag: 'err', val: 'wrong' })), guestSees(throwing('wrong')));
assert.notEqual(guestSees(() => ({ tag: 'err', val: 'wrong' })), guestSees(() => 7));
assert.throws(() => guestSees(() => ({ tag: 'err', val: 3 })), { name: 'TypeError', message: /^error must be string, not number 3/ });
assert.throws(() => guestSees(() => ({ tag: 'neither' })), { name: 'TypeError', message: /^result must be u32/ });
