// ../examples/rust-inventory/rust-inventory sync trace
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const lines = [];
console.error = (line) => lines.push(line);
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

class Journal {
  notes = [];
  note(_level, text) {
    return this.notes.push(text);
  }
  lines() {
    return this.notes;
  }
}
const { stock } = instantiate(core, {
  'shop:inventory/rates@1.0.0': {
    perEuro() {
      throw new Error('closed');
    },
  },
  'shop:inventory/audit@1.0.0': { Journal },
});

const item = stock.parseItem('a;Apple;100;fragile;1x2x3');
assert.deepEqual(lines.splice(0), [
  '[iface="shop:inventory/stock@1.0.0", function="parse-item"] call line="a;Apple;100;fragile;1x2x3"',
  '[iface="shop:inventory/stock@1.0.0", function="parse-item"] return result={ sku: "a", name: "Apple", price: 100n, ' +
    'care: { fragile: true, keepCold: false, heavy: false }, size: [1, 2, 3] }',
]);

const shop = new stock.Inventory('corner');
assert.equal(lines[0], '[iface="shop:inventory/stock@1.0.0", function="[constructor]inventory"] call name="corner"');
assert.equal(lines[1], '[iface="shop:inventory/audit@1.0.0", function="[constructor]journal"] call title="corner"');
assert.equal(lines.at(-1), '[iface="shop:inventory/stock@1.0.0", function="[constructor]inventory"] return ');
assert.ok(shop instanceof stock.Inventory);
shop.put(item, 2);
lines.length = 0;

// What an import or export throws is told of as well.
assert.throws(() => shop.worth('yen'), /closed/);
assert.equal(lines[0], '[iface="shop:inventory/stock@1.0.0", function="[method]inventory.worth"] call self=Inventory, currency="yen"');
assert.equal(lines[1], '[iface="shop:inventory/rates@1.0.0", function="per-euro"] call to="yen"');
assert.equal(lines[2], '[iface="shop:inventory/rates@1.0.0", function="per-euro"] throw Error: closed');
assert.match(lines.at(-1), /function="\[method\]inventory\.worth"\] throw /);
lines.length = 0;

const { [Symbol.dispose ?? Symbol.for('dispose')]: disposeOther, stock: otherStock } = instantiate(core, {
  'shop:inventory/rates@1.0.0': { perEuro: () => 1 },
  'shop:inventory/audit@1.0.0': { Journal },
});

// One that is disposed of is no leak, one that is collected is, and one that is alive at the end.
new otherStock.Inventory('disposed')[Symbol.dispose ?? Symbol.for('dispose')]();
(() => new otherStock.Inventory('lost'))();
lines.length = 0;
for (let i = 0; i < 100 && !lines.some((line) => line.startsWith('[leak]')); i++) {
  globalThis.gc();
  await setTimeout(5);
}
const leaks = lines.filter((line) => line.startsWith('[leak]'));
assert.equal(leaks.length, 1);
assert.match(leaks[0], /^\[leak\] a inventory was collected that nobody disposed of; it came from\n[^]*tracing\.mjs/);

// An instance that is disposed of tells what is left of it, the others do so at the end.
globalThis.kept = new otherStock.Inventory('kept');
lines.length = 0;
disposeOther();
assert.equal(lines.length, 2, lines.join('\n'));
assert.match(lines[0], /^\[leak\] 1 of inventory nobody disposed of; the first came from\n[^]*tracing\.mjs/);
assert.equal(lines[1], '[leak] the component instance component still owns 1 of journal');
lines.length = 0;
process.on('exit', () => {
  assert.equal(lines.length, 2, lines.join('\n'));
  assert.match(lines[0], /^\[leak\] 1 of inventory nobody disposed of/);
  assert.equal(lines[1], '[leak] the component instance component still owns 1 of journal');
});
