// ../examples/rust-inventory/rust-inventory sync hybrid
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
const lower = Symbol.for('cabiLower');
const rep = Symbol.for('cabiRep');

// A host whose functions have core forms, as those of @bytecodealliance/preview2-shim have; lines has none.
const called = [];
const notes = new Map();
class Journal {
  constructor() {
    called.push('constructor in JavaScript');
    this[rep] = notes.size + 5;
    notes.set(this[rep], []);
  }
  note() {
    assert.fail('the core form is there');
  }
  lines() {
    called.push('lines in JavaScript');
    return notes.get(this[rep]);
  }
}
Journal.prototype.note[lower] = ({ memory, resourceTables: [table] }) => {
  assert.ok(memory instanceof WebAssembly.Memory);
  return (handle, level, ptr, length) => {
    const entry = table[(handle << 1) + 1];
    assert.ok(entry & (1 << 30), 'the guest owns it');
    const text = new TextDecoder().decode(new Uint8Array(memory.buffer, ptr, length));
    called.push(`note ${level}`);
    return notes.get(entry & ~(1 << 30)).push(text);
  };
};
const perEuro = () => assert.fail('the core form is there');
perEuro[lower] = ({ memory, realloc, stringEncoding }) => {
  assert.equal(typeof realloc, 'function');
  assert.equal(stringEncoding, undefined);
  return (currency, out) => {
    called.push(`per-euro ${currency}`);
    if (currency === 2) throw new Error('no yen');
    const view = new DataView(memory.buffer);
    view.setUint8(out, 0);
    view.setFloat64(out + 8, 4, true);
  };
};
const imports = { 'shop:inventory/rates@1.0.0': { perEuro }, 'shop:inventory/audit@1.0.0': { Journal } };
const { stock } = instantiate(core, imports);
const shop = new stock.Inventory('corner');
shop.put({ sku: 'a', name: 'Apple', price: 100n, care: {} }, 2);
assert.equal(shop.worth('us-dollar'), 8);
assert.equal(shop.journal().length, 1);
assert.deepEqual(called, ['constructor in JavaScript', 'note 0', 'per-euro 1', 'lines in JavaScript']);

// What a core form throws reaches the caller.
assert.throws(() => shop.worth('yen'), { message: 'no yen' });
