// ../examples/rust-inventory/rust-inventory sync direct-optimized
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

// Each import is called for its core function.
let made = 0;
function Journal({ resourceTables: [table] }) {
  return () => {
    made++;
    table.push(0);
    table.push(3 | (1 << 30));
    return (table.length >> 1) - 1;
  };
}
Journal.prototype.note = () => () => 1;
Journal.prototype.lines = () => () => {};
const perEuro =
  ({ memory }) =>
  (_currency, out) => {
    new DataView(memory.buffer).setUint8(out, 0);
    new DataView(memory.buffer).setFloat64(out + 8, 3, true);
  };
const { stock } = instantiate(core, { 'shop:inventory/rates@1.0.0': { perEuro }, 'shop:inventory/audit@1.0.0': { Journal } });
const shop = new stock.Inventory('corner');
shop.put({ sku: 'a', name: 'Apple', price: 100n, care: {} }, 2);
assert.equal(shop.worth('eur'), 6);
assert.equal(made, 1);
