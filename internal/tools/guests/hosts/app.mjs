// node app.mjs DIR: a guest in the world of qjs-sync.

import { answer, load } from './answers.mjs';

const guest = await load(process.argv[2]);
await answer('add', () => guest.add(2, 40));
await answer('add wraps around', () => guest.add(2147483647, 1));
for (const word of ['', 'héllo 🦀', 'ß'.repeat(40_000)]) {
  await answer(`echo of ${word.length}`, () => guest.echo(word) === word);
}
await answer('bytes', () => guest.bytes(new Uint8Array([0, 1, 255])));
await answer('bytes of an array', () => guest.bytes([0, 1, 255]));
await answer('big', () => guest.big(2n ** 53n - 1n));
await answer('big as far as the guest goes', () => guest.big(2n ** 60n + 1n));
await answer('sort-items', () =>
  guest.sortItems([
    { name: 'b', tags: ['x', 'y'], score: 1.5 },
    { name: 'a', tags: [] },
  ]),
);
await answer('area of a circle', () => guest.area({ tag: 'circle', val: 1 }));
await answer('area of a rectangle', () => guest.area({ tag: 'rect', val: { x: 3, y: 4 } }));
await answer('area of nothing', () => guest.area({ tag: 'empty' }));
await answer('area of what is no shape', () => guest.area({ tag: 'square', val: 1 }));
await answer('paint', () => guest.paint('red', { read: true, write: false, exec: false }));
await answer('paint without flags', () => guest.paint('blue', {}));
const { Counter } = guest.counters;
const [five, ten] = [new Counter(5), new Counter(10)];
await answer('inc', () => five.inc(2));
const both = await Counter.merge(five, ten);
await answer('merged', () => both.value());
await answer('merged from', () => ten.value());
await answer('a resource is its class', () => both instanceof Counter);
await answer('no counter', () => Counter.merge(five, /** @type {any} */ ({})));
