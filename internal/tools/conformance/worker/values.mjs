// Between the values of a script and JavaScript values, by jco's conventions: the type of the component's function
// decides. What an export returns must have exactly the form that the conventions give its type; anything else is a
// ShapeError, which the runner reports as a fault of the engine.

/**
 * A value in json-from-wast's form.
 * @typedef {{ type: string, value: any }} ScriptValue
 */

/**
 * A value type (Shape of engine.go).
 * @typedef {object} Shape
 * @property {string} kind
 * @property {Shape} [elem] element of a list or option, key of a map, ok type of a result
 * @property {Shape} [err] error type of a result, value of a map
 * @property {{ name: string, js: string, type?: Shape }[]} [members] fields, cases, elements, labels
 * @property {number} [len] of a fixed-length list
 * @property {boolean} [tagged] an option that is {tag, val}
 */

export class ShapeError extends Error {
  /** @override */
  name = 'ShapeError';
}

/** @type {Record<string, any>} the classes that a list of numbers has in JavaScript */
const typedArrays = {
  s8: Int8Array,
  u8: Uint8Array,
  s16: Int16Array,
  u16: Uint16Array,
  s32: Int32Array,
  u32: Uint32Array,
  s64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** @type {Record<string, [bigint, bigint]>} */
const integerRanges = {};
for (const bits of [8, 16, 32, 64]) {
  integerRanges[`u${bits}`] = [0n, 2n ** BigInt(bits) - 1n];
  integerRanges[`s${bits}`] = [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
}

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Gives a script's value as an argument for a parameter of the given type.
 * @param {ScriptValue} v
 * @param {Shape} shape
 * @returns {any}
 */
export function toJS({ type, value }, shape) {
  const { kind } = shape;
  const expectType = (/** @type {string} */ wanted) => {
    if (type !== wanted) throw new ShapeError(`the script gives ${type} for a parameter of type ${kind}`);
  };
  switch (kind) {
    case 'fixed-list':
      expectType('list');
      return elements(value, /** @type {Shape} */ (shape.elem));
    case 'list': {
      expectType('list');
      const items = elements(value, /** @type {Shape} */ (shape.elem));
      const array = typedArrays[/** @type {Shape} */ (shape.elem).kind];
      return array ? array.from(items) : items;
    }
    case 'map': {
      // Scripts have no map values: a list of pairs stands for one.
      expectType('list');
      return new Map(
        value.map((/** @type {ScriptValue} */ pair) => [
          toJS(pair.value[0], /** @type {Shape} */ (shape.elem)),
          toJS(pair.value[1], /** @type {Shape} */ (shape.err)),
        ]),
      );
    }
  }
  expectType(kind);
  switch (kind) {
    case 's64':
    case 'u64':
      return BigInt(value);
    case 'f32':
      if (value.startsWith('nan:')) return Number.NaN;
      scratch.setUint32(0, Number(value));
      return scratch.getFloat32(0);
    case 'f64':
      if (value.startsWith('nan:')) return Number.NaN;
      scratch.setBigUint64(0, BigInt(value));
      return scratch.getFloat64(0);
    case 'bool':
    case 'char':
    case 'string':
    case 'enum':
      return value;
    case 'tuple':
      return members(shape).map((m, i) => toJS(value[i], typeOf(m)));
    case 'record': {
      /** @type {Record<string, any>} */
      const out = {};
      for (const [name, field] of value) {
        const m = member(shape, name);
        out[m.js] = toJS(field, typeOf(m));
      }
      return out;
    }
    case 'flags': {
      /** @type {Record<string, boolean>} */
      const out = {};
      for (const name of value) out[member(shape, name).js] = true;
      return out;
    }
    case 'variant': {
      const m = member(shape, value.case);
      return m.type ? { tag: m.js, val: toJS(value.payload, m.type) } : { tag: m.js };
    }
    case 'option': {
      if (value === null) return shape.tagged ? { tag: 'none' } : undefined;
      const val = toJS(value, /** @type {Shape} */ (shape.elem));
      return shape.tagged ? { tag: 'some', val } : val;
    }
    case 'result': {
      const tag = 'Ok' in value ? 'ok' : 'err';
      const payload = tag === 'ok' ? shape.elem : shape.err;
      return payload ? { tag, val: toJS(tag === 'ok' ? value.Ok : value.Err, payload) } : { tag, val: undefined };
    }
  }
  if (kind in integerRanges) return Number(value);
  throw new ShapeError(`a script has no values of type ${kind}`);
}

/**
 * Gives a JavaScript value of the given type as a script's value.
 * @param {any} js
 * @param {Shape} shape
 * @returns {ScriptValue}
 */
export function fromJS(js, shape) {
  const { kind } = shape;
  /** @param {boolean} ok @param {string} wanted */
  const expect = (ok, wanted) => {
    if (!ok) throw new ShapeError(`${kind}: wanted ${wanted}, got ${describe(js)}`);
  };
  switch (kind) {
    case 'bool':
      expect(typeof js === 'boolean', 'a boolean');
      return { type: kind, value: js };
    case 's64':
    case 'u64':
      expect(typeof js === 'bigint' && inRange(kind, js), `a bigint in the range of ${kind}`);
      return { type: kind, value: String(js) };
    case 'f32':
      expect(typeof js === 'number', 'a number');
      scratch.setFloat32(0, js);
      expect(Object.is(scratch.getFloat32(0), js), 'a number that f32 can hold');
      return { type: kind, value: String(scratch.getUint32(0)) };
    case 'f64':
      expect(typeof js === 'number', 'a number');
      scratch.setFloat64(0, js);
      return { type: kind, value: String(scratch.getBigUint64(0)) };
    case 'char':
      expect(typeof js === 'string' && [...js].length === 1 && js.isWellFormed(), 'a string of one scalar value');
      return { type: kind, value: js };
    case 'string':
      expect(typeof js === 'string' && js.isWellFormed(), 'a well-formed string');
      return { type: kind, value: js };
    case 'enum':
      expect(
        members(shape).some((m) => m.js === js),
        'a case of the enum',
      );
      return { type: kind, value: members(shape).find((m) => m.js === js)?.name };
    case 'list': {
      const elem = /** @type {Shape} */ (shape.elem);
      const array = typedArrays[elem.kind];
      expect(array ? js instanceof array : Array.isArray(js), array ? `a ${array.name}` : 'an array');
      return { type: 'list', value: Array.from(js, (x) => fromJS(x, elem)) };
    }
    case 'fixed-list': {
      const elem = /** @type {Shape} */ (shape.elem);
      const array = typedArrays[elem.kind];
      expect(Array.isArray(js) || (array !== undefined && js instanceof array), 'an array');
      expect(js.length === shape.len, `${shape.len} elements`);
      return { type: 'list', value: Array.from(js, (x) => fromJS(x, elem)) };
    }
    case 'map': {
      expect(js instanceof Map, 'a Map');
      const [k, v] = [/** @type {Shape} */ (shape.elem), /** @type {Shape} */ (shape.err)];
      return {
        type: 'list',
        value: [...js].map((e) => ({ type: 'tuple', value: [fromJS(e[0], k), fromJS(e[1], v)] })),
      };
    }
    case 'tuple':
      expect(Array.isArray(js) && js.length === members(shape).length, `an array of ${members(shape).length}`);
      return { type: kind, value: members(shape).map((m, i) => fromJS(js[i], typeOf(m))) };
    case 'record':
      expect(typeof js === 'object' && js !== null, 'an object');
      expectKeys(js, shape, expect);
      return { type: kind, value: members(shape).map((m) => [m.name, fromJS(js[m.js], typeOf(m))]) };
    case 'flags': {
      expect(typeof js === 'object' && js !== null, 'an object');
      expectKeys(js, shape, expect);
      for (const m of members(shape)) expect(typeof js[m.js] === 'boolean', `a boolean ${m.js}`);
      const set = members(shape).filter((m) => js[m.js]);
      return { type: kind, value: set.map((m) => m.name) };
    }
    case 'variant': {
      const m = members(shape).find((c) => c.js === js?.tag);
      if (!m) throw new ShapeError(`variant: wanted {tag: …} of a case, got ${describe(js)}`);
      if (!m.type) return { type: kind, value: { case: m.name } };
      return { type: kind, value: { case: m.name, payload: fromJS(js.val, m.type) } };
    }
    case 'option': {
      const elem = /** @type {Shape} */ (shape.elem);
      if (!shape.tagged) return { type: kind, value: js === undefined ? null : fromJS(js, elem) };
      expect(js?.tag === 'some' || js?.tag === 'none', "{tag: 'some' or 'none'}");
      return { type: kind, value: js.tag === 'none' ? null : fromJS(js.val, elem) };
    }
    case 'result':
      expect(js?.tag === 'ok' || js?.tag === 'err', "{tag: 'ok' or 'err'}");
      return { type: kind, value: resultValue(js.tag, js.val, shape) };
  }
  expect(kind in integerRanges, 'a type that scripts have values of');
  expect(Number.isInteger(js) && !Object.is(js, -0) && inRange(kind, BigInt(js)), `a number in the range of ${kind}`);
  return { type: kind, value: String(js) };
}

/**
 * Gives the payload of a result as a script's value holds it.
 * @param {'ok' | 'err'} tag
 * @param {any} val
 * @param {Shape} shape the result type
 */
export function resultValue(tag, val, shape) {
  const payload = tag === 'ok' ? shape.elem : shape.err;
  if (!payload && val !== undefined) throw new ShapeError(`result: wanted no payload of ${tag}, got ${describe(val)}`);
  return { [tag === 'ok' ? 'Ok' : 'Err']: payload ? fromJS(val, payload) : null };
}

/** @param {string} kind @param {bigint} n */
function inRange(kind, n) {
  const [min, max] = integerRanges[kind];
  return min <= n && n <= max;
}

/** @param {ScriptValue[]} values @param {Shape} shape */
function elements(values, shape) {
  return values.map((v) => toJS(v, shape));
}

/** @param {Shape} shape */
function members(shape) {
  return shape.members ?? [];
}

/** @param {Shape} shape @param {string} name */
function member(shape, name) {
  const m = members(shape).find((x) => x.name === name);
  if (!m) throw new ShapeError(`${shape.kind} has no ${name}`);
  return m;
}

/** @param {{ name: string, type?: Shape }} m */
function typeOf(m) {
  return /** @type {Shape} */ (m.type);
}

/**
 * Asserts that an object has no keys but those of the type.
 * @param {object} js
 * @param {Shape} shape
 * @param {(ok: boolean, wanted: string) => void} expect
 */
function expectKeys(js, shape, expect) {
  const known = new Set(members(shape).map((m) => m.js));
  for (const key of Object.keys(js)) expect(known.has(key), `no key ${JSON.stringify(key)}`);
}

/** @param {any} js */
function describe(js) {
  if (typeof js === 'bigint') return `${js}n`;
  if (Object.is(js, -0)) return '-0';
  if (typeof js === 'object' && js !== null) {
    try {
      return `${js.constructor?.name ?? 'an object'} ${JSON.stringify(js).slice(0, 200)}`;
    } catch {
      return Object.prototype.toString.call(js);
    }
  }
  return typeof js === 'string' ? JSON.stringify(js) : String(js);
}
