// ./errors/errors sync
// A wrong value of every WIT type, as an argument and as what an import returns: where, wanted type, what came, in which function.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const cores = new Map();
const core = (name) => cores.get(name) ?? cores.set(name, new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`))).get(name);
const upper = (name) => name[0].toUpperCase() + name.slice(1);

const bytes = (n) => Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`f${i}`, n]));
const point = { x: 1, yAxis: 2 };
// For each type: WIT, a right value, wrong ones: [value, path behind the name, wanted type, what came].
const cases = {
  bool: ['bool', true, [1, '', 'bool', 'number 1'], [undefined, '', 'bool', 'undefined'], ['true', '', 'bool', 'string "true"']],
  ...Object.fromEntries(
    ['s8', 'u8', 's16', 'u16', 's32', 'u32', 'f32', 'f64'].map((t) => [
      t,
      [t, 7, ['7', '', t, 'string "7"'], [7n, '', t, 'bigint 7'], [null, '', t, 'null'], [{}, '', t, 'Object'], [() => 7, '', t, 'function']],
    ]),
  ),
  ...Object.fromEntries(
    ['s64', 'u64'].map((t) => [t, [t, 7n, ['7', '', t, 'string "7"'], [1.5, '', t, 'number 1.5'], [Symbol('7'), '', t, 'symbol Symbol(7)'], [NaN, '', t, 'number NaN']]]),
  ),
  char: ['char', '🦀', ['ab', '', 'char', 'string "ab"'], ['', '', 'char', 'string ""'], ['\ud800', '', 'char', 'string "\\ud800"'], [65, '', 'char', 'number 65']],
  string: ['string', 's', [5, '', 'string', 'number 5'], [new String('s'), '', 'string', 'String'], [['a'], '', 'string', 'Array of length 1']],
  bytes: ['list<u8>', [1], [5, '', 'list<u8>', 'number 5'], [[1, '2'], '[1]', 'u8', 'string "2"'], [{}, '', 'list<u8>', 'Object'], ['12', '', 'list<u8>', 'string "12"']],
  bigs: ['list<u64>', [1n], [[1n, 'x'], '[1]', 'u64', 'string "x"'], [new ArrayBuffer(9), '', 'list<u64>', 'ArrayBuffer']],
  strings: ['list<string>', ['a'], [['a', null], '[1]', 'string', 'null'], [{}, '', 'list<string>', 'Object'], ['ab', '', 'list<string>', 'string "ab"']],
  points: ['list<point>', [point], [[point, point, point, { x: '1' }], '[3].x', 'f64', 'string "1"'], [[5], '[0]', 'point', 'number 5'], [[{ x: 1, yAxis: 'a' }], '[0].yAxis', 's32', 'string "a"']],
  grid: ['list<list<point>>', [[point]], [[[point], [point, {}]], '[1][1].x', 'f64', 'undefined'], [[[], 5], '[1]', 'list<point>', 'number 5']],
  map: ['map<string, u8>', new Map([['a', 1]]), [new Map([['a', 'b']]), '[0][1]', 'u8', 'string "b"'], [[['a', 1], [2, 2]], '[1][0]', 'string', 'number 2'], [5, '', 'map<string, u8>', 'number 5'], [[5], '[0]', 'tuple<string, u8>', 'number 5']],
  three: ['list<u8, 3>', [1, 2, 3], [[1, 2], '', 'list<u8, 3>', 'Array of length 2'], [[1, 2, '3'], '[2]', 'u8', 'string "3"'], [null, '', 'list<u8, 3>', 'null']],
  pair: ['tuple<u8, string>', [1, 'a'], [[1], '', 'tuple<u8, string>', 'Array of length 1'], [[1, 2], '[1]', 'string', 'number 2'], [undefined, '', 'tuple<u8, string>', 'undefined']],
  maybe: ['option<u8>', undefined, ['1', '', 'u8', 'string "1"'], [{ tag: 'none' }, '', 'u8', '{ tag: "none" }']],
  perhaps: ['option<option<u8>>', { tag: 'some', val: undefined }, [1, '', 'option<option<u8>>', 'number 1'], [{ tag: 'some', val: 'x' }, '.val', 'u8', 'string "x"']],
  outcome: ['tuple<result<u8, string>>', [{ tag: 'ok', val: 1 }], [[{ tag: 'ok', val: 'x' }], '[0].val', 'u8', 'string "x"'], [[{ tag: 'err', val: 1 }], '[0].val', 'string', 'number 1'], [[{ tag: 'error' }], '[0]', 'result<u8, string>', '{ tag: "error" }']],
  point: ['point', { x: 1 }, [undefined, '', 'point', 'undefined'], [{}, '.x', 'f64', 'undefined'], [{ x: 1, yAxis: 1n }, '.yAxis', 's32', 'bigint 1']],
  color: ['color', 'dark-red', ['darkRed', '', 'color', 'string "darkRed"'], ['toString', '', 'color', 'string "toString"'], [0, '', 'color', 'number 0']],
  access: ['access', { read: true }, [5, '', 'access', 'number 5'], ['read', '', 'access', 'string "read"'], [['read'], '', 'access', 'Array of length 1'], [{ read: 'yes' }, '.read', 'bool', 'string "yes"'], [{ write: 1 }, '.write', 'bool', 'number 1']],
  shape: ['shape', { tag: 'nothing' }, ['nothing', '', 'shape', 'string "nothing"'], [{ tag: 'square' }, '', 'shape', '{ tag: "square" }'], [{ tag: 5 }, '', 'shape', 'Object'], [{ tag: 'circle' }, '.val', 'f32', 'undefined'], [{ tag: 'at', val: { x: null } }, '.val.x', 'f64', 'null'], [undefined, '', 'shape', 'undefined']],
  wide: ['wide', { ...bytes(0), points: [] }, [{ ...bytes(0), points: [point, 1] }, '.points[1]', 'point', 'number 1'], [{ ...bytes(0), f7: 'x', points: [] }, '.f7', 'u8', 'string "x"']],
};

let give = {};
const host = Object.fromEntries([...Object.keys(cases), 'returned'].map((name) => [`give-${name}`, () => give()]));
const make = () => instantiate(core, host);
const m = make();
for (const [name, [wit, right, ...wrong]] of Object.entries(cases)) {
  const take = m[`take${upper(name)}`];
  assert.equal(take(right), undefined);
  give = () => right;
  assert.equal(m[`ask${upper(name)}`](), undefined);
  for (const [value, path, want, came] of wrong) {
    const text = `${path} must be ${want}, not ${came}`;
    assert.throws(() => take(value), (e) => e instanceof TypeError && e.message === `v${text} (in take-${name}: func(v: ${wit}))` || assert.equal(e.message, `v${text} (in take-${name}: func(v: ${wit}))`));
    take(right); // a wrong argument does no harm
    // What an import returns: the guest cannot go on.
    const other = make();
    give = () => value;
    assert.throws(() => other[`ask${upper(name)}`](), { name: 'TypeError', message: `result${text} (returned by give-${name}: func() -> ${wit})` });
    assert.throws(() => other.takeU8(1), { name: 'RuntimeError', message: 'wasm trap: cannot enter component instance, which failed before (in take-u8: func(v: u8))' });
  }
}

// A function that returns a result: the ok value is returned, the error thrown.
const type = 'result<u8, string>';
for (const [returned, text] of [
  [() => '1', 'result must be u8, not string "1"'],
  [() => { throw 1; }, 'error must be string, not number 1'],
  [() => { throw { payload: undefined }; }, 'error must be string, not undefined'],
  [() => { throw Object.assign(new Error('e'), { payload: {} }); }, 'error must be string, not Object'],
]) {
  give = returned;
  assert.throws(() => make().askReturned(), { name: 'TypeError', message: `${text} (returned by give-returned: func() -> ${type})` });
}
for (const fine of [() => 1, () => { throw 'text'; }, () => { throw Object.assign(new Error('e'), { payload: 'p' }); }]) {
  give = fine;
  assert.equal(m.askReturned(), undefined);
}
// An Error without a payload is none of the guest's: it reaches the caller as it is.
const error = new RangeError('of the host');
give = () => { throw error; };
const failed = make();
assert.throws(() => failed.askReturned(), (e) => e === error);
assert.throws(() => failed.takeU8(1), /cannot enter component instance/);

// An exception of a getter on the way in is the caller's, and the instance goes on.
const broken = { get x() { throw error; } };
assert.throws(() => m.takePoint(broken), (e) => e === error);
assert.throws(() => m.takePoints([point, broken]), (e) => e === error);
m.takePoint(point);
