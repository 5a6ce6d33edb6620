// ../examples/rust-inventory/rust-inventory sync optimized
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
const lower = Symbol.for('cabiLower');

class Journal {
  note() {}
  lines() {}
}
const perEuro = () => {};
const imports = { 'shop:inventory/rates@1.0.0': { perEuro }, 'shop:inventory/audit@1.0.0': { Journal } };
const without = { name: 'TypeError', message: /no Symbol\.for\("cabiLower"\) binding/ };
assert.throws(() => instantiate(core, imports), without);
Journal.prototype.note[lower] = () => 'no function';
assert.throws(() => instantiate(core, imports), /is no function/);

// The constructor makes its handle in the table itself, as jco's tables let it.
const T_FLAG = 1 << 30;
const lines = [];
const disposed = [];
Journal[lower] =
  ({ resourceTables: [table] }) =>
  () => {
    const free = table[0] & ~T_FLAG;
    assert.equal(free, 0);
    table.push(0);
    table.push(77 | T_FLAG);
    return (table.length >> 1) - 1;
  };
Journal[Symbol.for('cabiDispose')] = (rep) => disposed.push(rep);
Journal.prototype.note[lower] =
  ({ resourceTables: [table] }) =>
  (handle) => {
    assert.equal(table[(handle << 1) + 1] & ~T_FLAG, 77);
    return lines.push('noted');
  };
Journal.prototype.lines[lower] =
  ({ memory, realloc }) =>
  (_handle, out) => {
    const text = new TextEncoder().encode('Grüße');
    const ptr = realloc(0, 0, 1, text.length);
    new Uint8Array(memory.buffer).set(text, ptr);
    const list = realloc(0, 0, 4, 8);
    const view = new DataView(memory.buffer);
    view.setUint32(list, ptr, true);
    view.setUint32(list + 4, text.length, true);
    view.setUint32(out, list, true);
    view.setUint32(out + 4, 1, true);
  };
perEuro[lower] = () => () => {};
const { stock } = instantiate(core, imports);
const shop = new stock.Inventory('corner');
shop.put({ sku: 'a', name: 'Apple', price: 100n, care: {} }, 2);
assert.deepEqual(shop.journal(), ['Grüße']);
assert.deepEqual(lines, ['noted']);
shop[Symbol.dispose ?? Symbol.for('dispose')]();
assert.deepEqual(disposed, [77]);
