// Uses of both-ways.wasm: each way has its own functions.
import type { ImportObject, Root } from './async/both-ways.js';
import { union, conflict } from './esm/both-ways.js';

class Thing { name() { return 'x'; } [Symbol.dispose]() {} }
const imports: ImportObject = {
  'a:b/union': { Thing, onlyIn: (t) => { t.name(); }, both: (n) => n },
  'x:y/conflict': { f: (n: number) => n, g() {} },
};
declare const root: Root;
root[Symbol.dispose]();
root.union.onlyOut();
root['a:b/union'].both(1).toFixed();
// @ts-expect-error: it is imported only
root.union.onlyIn;
// @ts-expect-error: it is exported only
imports['a:b/union'].onlyOut;
root.conflict.f() satisfies void;
// @ts-expect-error: the exported f takes nothing
root.conflict.f(1);
// @ts-expect-error: g is imported only
root.conflict.g;
union.onlyOut();
conflict.f();
