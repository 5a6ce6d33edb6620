// ../examples/rust-inventory/rust-inventory sync namespace screaming
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

const asked = [];
class Journal {
  notes = [];
  note(level, text) {
    return this.notes.push(`${level} ${text}`);
  }
  lines() {
    return this.notes;
  }
}
const { stock } = instantiate(core, {
  'shop:inventory/rates@1.0.0': {
    perEuro(currency) {
      asked.push(currency);
      return 2;
    },
  },
  'shop:inventory/audit@1.0.0': { Journal },
});
const { Care, Movement, Problem } = stock;

// The objects: masks of flags, functions that make cases. Those of an imported interface are the host's business.
assert.deepEqual({ ...Care }, { Fragile: 1n, KeepCold: 2n, Heavy: 4n });
assert.deepEqual(Movement.Sold(3), { tag: 'sold', val: 3 });
assert.deepEqual(Movement.Lost(), { tag: 'lost' });
assert.deepEqual(Problem.NoRate('x'), { tag: 'no-rate', val: 'x' });
assert.ok(Object.isFrozen(Care) && Object.isFrozen(Movement));
assert.equal('Currency' in stock, false);

// Flags are bigints in both directions, enums in capitals.
const item = stock.parseItem('a;Apple;100;fragile heavy;1x2x3');
assert.equal(item.care, Care.Fragile | Care.Heavy);
const shop = new stock.Inventory('corner');
shop.put({ ...item, care: Care.KeepCold }, 7);
assert.equal(shop.find('a').care, 2n);
assert.equal(shop.move('a', Movement.Sold(3)), 4);
assert.equal(shop.worth('US_DOLLAR'), 8);
assert.deepEqual(asked, ['US_DOLLAR']);
assert.match(shop.journal().join(), /^INFO |WARNING /);
assert.throws(() => shop.worth('us-dollar'), TypeError);
for (const care of [8n, -1n, 1, {}, undefined]) {
  assert.throws(() => shop.put({ ...item, care }, 1), { name: 'TypeError', message: /item\.care/ });
}
