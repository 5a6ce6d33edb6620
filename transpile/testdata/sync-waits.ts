// Options of async functions on a component of WASI 0.2, which has none: it works with promises, and as declared.
import { instantiate, type ImportObject } from './c.js';

/** Ready some time after it was made. */
class Pollable {
  static waited = 0;
  private isReady = false;
  constructor() {}
  async block() {
    await new Promise<void>((done) => setTimeout(done, 5));
    Pollable.waited++;
    this.isReady = true;
  }
  ready() {
    return this.isReady;
  }
}

const asked: number[] = [];
const imports = {
  'wasi:io/poll@0.2.6': { Pollable: Pollable as any },
  'test:waits/host@0.1.0': {
    timer: () => new Pollable() as any,
    price: async (of: number) => {
      asked.push(of);
      await new Promise<void>((done) => setTimeout(done, 1));
      if (of === 13) throw new Error('no price');
      return of * 10;
    },
  },
} satisfies ImportObject;
// A function that answers at once may, too.
const atOnce: ImportObject['test:waits/host@0.1.0'] = { timer: imports['test:waits/host@0.1.0'].timer, price: (of) => of };
// @ts-expect-error: nothing chose this one
const late: ImportObject['test:waits/host@0.1.0']['timer'] = async () => new Pollable() as any;

function same(got: unknown, want: unknown) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
}

const root = await instantiate(null, imports);
const running: Promise<void> = root.run.run();
same(Pollable.waited, 0);
same(await running, undefined);
same(Pollable.waited, 1);

// Through a component inside, twice in a call, two calls at once: one after the other.
const totals: [number, number] = await Promise.all([root.total(1, 2), root.total(3, 4)]);
same(totals, [60, 140]);
same(asked, [1, 2, 3, 4]);
const sum: number = root.sum(1, 2);
same(sum, 3);
// @ts-expect-error: a promise
const mistake = (): number => root.total(1, 2);
// @ts-expect-error: a promise
const misuse = () => root.total(1, 2).toFixed();
void [mistake, misuse, late];

const other = await instantiate(null, { ...imports, 'test:waits/host@0.1.0': atOnce });
same(await other.total(1, 2), 6);

const aborted = AbortSignal.abort(new Error('never mind'));
same(await other.total(1, 2, { signal: aborted }).catch((e) => e.message), 'never mind');

const failing = await instantiate(null, imports);
same(await failing.total(13, 1).then(() => 'no error', (e) => /no price/.test(String(e.message) + String(e.cause?.message))), true);
console.log('ok');
