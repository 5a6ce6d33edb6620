// node python.mjs DIR: the guest of ../testdata/py-sync.

import { answer, load } from './answers.mjs';

const guest = await load(process.argv[2]);
await answer('add', () => guest.add(2, 40));
await answer('add wraps around', () => guest.add(4294967295, 3));
for (const word of ['', 'hé€ 🦀 \u0000 .', 'ß'.repeat(40_000)]) {
  await answer(`echo of ${word.length}`, () => guest.echo(word) === word);
}
await answer('sum', () => guest.sum(Uint32Array.from({ length: 10_000 }, (_, i) => i * 429_496)));
await answer('sum of an array', () => guest.sum([1, 2, 4294967295]));
await answer('invert', () => guest.invert(new Uint8Array([0, 1, 255])));
await answer('sort-items', () =>
  guest.sortItems([
    { name: 'b', tags: ['x', 'y'], score: 1.5 },
    { name: 'a', tags: [] },
  ]),
);
await answer('area of a circle', () => guest.area({ tag: 'circle', val: 2 }));
await answer('area of a rectangle', () => guest.area({ tag: 'rect', val: { x: 3, y: -4 } }));
await answer('area of nothing', () => guest.area({ tag: 'empty' }));
await answer('statistics-of', () => guest.statisticsOf('[1, 2, 3.5, 10]'));
await answer('statistics-of no JSON', () => guest.statisticsOf('[1, 2'));
const counter = new guest.shelf.Counter(5);
await answer('inc', () => counter.inc(2));
await answer('value', () => counter.value());
