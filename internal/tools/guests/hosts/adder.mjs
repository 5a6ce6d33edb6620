// node adder.mjs DIR: a guest with add(u32, u32) and echo(string).

import { answer, load } from './answers.mjs';

const guest = await load(process.argv[2]);
await answer('add', () => guest.add(2, 40));
await answer('add wraps around', () => guest.add(4294967295, 3));
await answer('add coerces', () => guest.add(-1, 4294967296.5));
for (const word of ['', 'hé€ 🦀 \u0000 .', 'x'.repeat(70_000)]) {
  await answer(`echo of ${word.length}`, () => guest.echo(word) === word);
}
await answer('echo of half a pair', () => guest.echo('\ud83e'));
