// Uses of the other components.
import * as streams from './esm/streams.js';
import * as outside from './esm/outside-wit.js';
import { instantiate as outsideInstantiate, type ImportObject } from './async/outside-wit.js';
import { add } from './esm/adder.js';
import * as inventory from './esm/rust-inventory.js';
import { instantiate } from './async/rust-inventory.js';
import * as ledger from './esm/js-ledger.js';
import { instantiate as openLedger } from './async/js-ledger.js';

const sum: number = add(1, 2);
// @ts-expect-error: numbers only
add('1', 2);

async function run() {
  const n: number = await streams.run();
  for await (const s of await streams.api.copy((async function* () { yield 1; })())) s.toUpperCase();
  const outcome = await streams.api.later(Promise.resolve(1), Promise.resolve(), (async function* () {})());
  if (outcome.tag === 'ok') outcome.val.toFixed(); else outcome.val.toUpperCase();
  const table: Map<number, string | undefined> = streams.api.table(new Map([['a', new Uint8Array(1)]]));
  const fixed: [number, number][] = streams.api.fixed([1, 2, 3], ['x']);
  // @ts-expect-error: three numbers
  streams.api.fixed([1, 2], []);
  const job = new streams.api.Job(n);
  (await job.wait()).toUpperCase();
  await streams.api.Job.all([job]);
}

outside.a2(1, 2);
outside.a2$1(1, 2);
outside.c.get() satisfies 'one' | 'two';
outside.outer.inner.delete();
const point: outside.Point = { x: 1, y: 2 };
const three: outside.ABC200.Kind = 'three';
outside.engine satisfies WebAssembly.Module;
declare const wasm: WebAssembly.Module;
class Thing { constructor$1() {} }
const thing: ImportObject['thing'] = { default: Thing };
const nested: ImportObject['outer']['inner']['delete'] = () => {};
// @ts-expect-error: the host has to give it
const noThing: ImportObject['thing'] = {};

const item = inventory.stock.parseItem('x');
item.care.fragile satisfies boolean | undefined;
using shop = new inventory.stock.Inventory('mine');
const left: number = shop.move(item.sku, { tag: 'sold', val: 1 });
const found = shop.find(item.sku);
// @ts-expect-error: it may not be there
found.name;
class Journal {
  constructor(title: string) {}
  note(level: 'info' | 'warning', text: string) { return text.length; }
  lines() { return ['x']; }
}
instantiate(() => wasm, {
  'shop:inventory/rates@1.0.0': { perEuro: (to: 'eur' | 'us-dollar' | 'yen') => (to === 'eur' ? 1 : 2) },
  'shop:inventory/audit@1.0.0': { Journal },
});

const groups: string[] | undefined = ledger.match('(a)', 'b');
// @ts-expect-error: there may be no match
groups.length;
ledger.pick('{}', 'a').toUpperCase();
using ada = new ledger.accounts.Account('Ada');
const entries: number = ada.add('income', 1, ['pay'], undefined) + ada.balance();
ada.find({ tag: 'tagged', val: 'pay' })[entries].note satisfies string | undefined;
ledger.accounts.Account.join(ada, ada)[Symbol.dispose]();
// @ts-expect-error: no such kind
ada.add('gift', 1, [], undefined);
// @ts-expect-error: the case wants a payload
ada.find({ tag: 'at-least' });
openLedger(() => wasm, { 'demo:ledger/clock@0.1.0': { today: () => '2026-02-28' } });
// @ts-expect-error: the host has to give the clock
openLedger(() => wasm, {});
