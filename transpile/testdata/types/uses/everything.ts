// Uses of everything.wasm: what must compile, and what must not.
import * as esm from './esm/everything.js';
import { $init } from './tla/everything.js';
import { instantiate, type ImportObject, type Root } from './async/everything.js';
import * as sync from './sync/everything.js';
import type { All, Shape } from './esm/interfaces/test-types-values.js';

const shape: Shape = { tag: 'with-result', val: { tag: 'err', val: { canRead: true, async: false } } };
const shapes: Shape[] = [{ tag: 'circle', val: 1.5 }, { tag: 'none' }, { tag: 'type', val: undefined }, shape];
// @ts-expect-error: no such case
const noCase: Shape = { tag: 'square', val: 1 };
// @ts-expect-error: the payload is a number
const wrongPayload: Shape = { tag: 'circle', val: 'one' };

const all: All = {
  aBool: true, anS8: -1, aU8: 1, anS16: -1, aU16: 1, anS32: -1, aU32: 1, anS64: -1n, aU64: 1n, anF32: 0.5, anF64: 0.5,
  aChar: 'x', aString: 'text',
  lists: [
    new Uint8Array(1), new Int8Array(1), new Uint16Array(1), new Int16Array(1), new Uint32Array(1), new Int32Array(1),
    new BigUint64Array(1), new BigInt64Array(1), new Float32Array(1), new Float64Array(1),
  ],
  others: [[true], ['c'], ['s'], [new Uint8Array(2)], [{ x: 1, y: 2 }], [1, undefined]],
  nested: { tag: 'some', val: undefined },
  outcome: { tag: 'ok', val: 1 }, onlyOk: { tag: 'err', val: undefined }, onlyErr: { tag: 'err', val: 'e' },
  neither: { tag: 'ok', val: undefined },
  point: { x: 1, y: 2 }, pAlias: { x: 1, y: 2 }, id: 1n, record: new Float64Array(1), delete: [1, 'two'],
};
const back: All = esm.values.get({ ...all, maybe: 'there', deep: { tag: 'none' } });
const maybe: string | undefined = back.maybe;
// @ts-expect-error: a u64 is a bigint
const wrongId: All = { ...all, id: 1 };
// @ts-expect-error: list<u8> is a Uint8Array
const wrongList: All = { ...all, lists: [[1], ...all.lists.slice(1)] };
// @ts-expect-error: aBool is not optional
const missing: All = { ...all, aBool: undefined };

const color: 'dark-green' | 'red' | 'u8' = esm.values.fails(shapes[0]!);
// @ts-expect-error: undefined is not a result type's ok value
const none: undefined = esm.values.fails(shape);
esm.values.may(undefined, 'red', { tag: 'some', val: 'red' }) satisfies Shape;
esm.values.delete(1);
esm.delete();
const local: esm.Local = esm.run({ p: { x: 1, y: 2 }, maybe: { tag: 'none' } }, 7);
// @ts-expect-error: an option parameter has to be given
esm.run(local);

const counter = new esm.plain.Counter(1);
const next: number = counter.next();
esm.plain.Counter.of('on')[Symbol.dispose]();
{
  using other = new esm.plain.Counter(2);
  other.next();
}
// @ts-expect-error: things cannot be constructed
new esm.same.Thing();
const map = new esm.shadow.Map();
const strings: string[] = map.constructorName().a;
esm.shadow.Map.delete;
esm.shadow.run({ p: 1 }, { tag: 'some-thing', val: { tag: 'some', val: 'x' } }, map, { bytes: new Uint8Array(1) }, {
  tag: 'circle', val: { r: 1 },
});

const hostAdd: esm.HostAdd = (a, b) => BigInt(a) + b;
const log: typeof import('./esm/interfaces/host.js').log = (what: string, e) => { if (e.tag === 'moved') e.val.x; };
const pt: esm.TestTypesBase120.Point = { x: 1, y: 1 };
const init: Promise<void> = $init;

class Blob {
  #bytes: Uint8Array;
  constructor(init: Uint8Array) { this.#bytes = init; }
  size() { return this.#bytes.length; }
  static merge(left: Blob, right: Blob): Blob { return left.size() > 0 ? left : right; }
}
class Closed { constructor(readonly secret: number, readonly more: string) {} }
class Handle {
  constructor(readonly n: number) {}
  get() { return { p: { x: this.n, y: 0 }, maybe: { tag: 'some' as const, val: undefined } }; }
}
class Thing {
  private readonly label = 'x';
  name() { return this.label; }
  [Symbol.dispose]() {}
}
declare const values: ImportObject['test:types/values@1.2.0'];
const imports = {
  'test:types/base@1.2.0': { Blob, Closed, origin: () => ({ x: 0, y: 0 }) },
  'test:types/values@1.2.0': values,
  'test:types/same@1.2.0': { Thing, get: () => new Thing() },
  'host': { log },
  'handle': { default: Handle },
  'host-add': { default: hostAdd },
  'class': { default: (s: string) => s },
  'with-handle': { default: (h: { get(): esm.Local }) => h.get() },
};
imports['test:types/base@1.2.0'] satisfies ImportObject['test:types/base@1.2.0'];
imports['host-add'] satisfies ImportObject['host-add'];
imports['handle'] satisfies ImportObject['handle'];
// @ts-expect-error: a + b is a bigint
({ default: (a: number, b: bigint) => a }) satisfies ImportObject['host-add'];

declare const module: WebAssembly.Module;
declare const importObject: ImportObject;
declare const instantiateCore: (module: WebAssembly.Module, imports: object) => WebAssembly.Instance;
using root: Root = instantiate(() => module, importObject, instantiateCore);
for (const get of [() => module, async () => module, undefined]) instantiate(get, importObject) satisfies Promise<Root>;
const later: Root | Promise<Root> = instantiate(async () => module, importObject, instantiateCore);
// @ts-expect-error: WebAssembly.instantiate gives a promise
instantiate(() => module, importObject) satisfies Root;
root[Symbol.dispose]() satisfies void;
// @ts-expect-error: it takes no arguments
root[Symbol.dispose](1);
const syncRoot: sync.Root = sync.instantiate(() => module, importObject);
// @ts-expect-error: without promises
syncRoot satisfies Promise<sync.Root>;
root['test:types/values@1.2.0'].get(all);
root.values.get(all);
root.delete();
new root.plain.Counter(1).next();
// @ts-expect-error: the imports are missing
instantiate(() => module, {});
