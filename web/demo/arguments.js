// Arguments in JSON, as values for the glue (examples/README.md, "Arguments"). JSON says nearly everything; the type is
// asked only where it does not (64-bit integers, none, maps, resources). A value that does not fit its type goes through
// as it is: refusing it is the glue's work, and the page shows how. The native half is internal/tools/examples.

import { camelCase } from './names.js';

/** @import { Json, WitType } from './types.js' */

/**
 * What a visitor typed, as a value.
 *
 * @param {string} text JSON; text that is not JSON is taken as a string
 * @param {WitType} type
 * @returns {unknown}
 */
export function readArgument(text, type) {
  if (isWide(type) && /^\s*-?\d+\s*$/.test(text)) return BigInt(text.trim()); // all digits, where a number would round
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  return argumentValue(json, type);
}

/**
 * @param {Json} json
 * @param {WitType} type
 * @param {Map<string, unknown>} [variables] resources by the names that { "$ref": name } speaks of
 * @returns {unknown}
 */
export function argumentValue(json, type, variables) {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    if ('$big' in json) return BigInt(String(json.$big));
    if ('$ref' in json) return variables?.get(String(json.$ref));
    if ('$none' in json) json = null;
  }
  const fit = (/** @type {Json} */ inner, /** @type {WitType} */ innerType) =>
    argumentValue(inner, innerType, variables);
  if (isWide(type)) return Number.isInteger(json) ? BigInt(/** @type {number} */ (json)) : json;
  if (typeof type === 'string') return json;
  if ('option' in type && !isNested(type)) return json === null ? undefined : fit(json, type.option);
  const cases = casesOf(type);
  if (cases) {
    if (json === null && 'option' in type) return { tag: 'none' };
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
    const payload = cases.find(([name]) => name === json.tag)?.[1];
    return payload ? { ...json, val: fit(json.val ?? null, payload) } : json;
  }
  if (Array.isArray(json)) {
    if ('list' in type) return json.map((element) => fit(element, type.list));
    if ('tuple' in type) return json.map((element, i) => fit(element, type.tuple[i] ?? 'string'));
    if ('map' in type && json.every(Array.isArray)) {
      return new Map(json.map(([key, value]) => [fit(key, type.map[0]), fit(value, type.map[1])]));
    }
  } else if ('record' in type && typeof json === 'object' && json !== null) {
    const fields = new Map(type.record.map(([name, field]) => [camelCase(name), field]));
    return Object.fromEntries(Object.entries(json).map(([k, v]) => [k, fit(v, fields.get(k) ?? 'string')]));
  }
  return json;
}

/**
 * The cases of a type whose values are { tag, val }.
 *
 * @param {Exclude<WitType, string>} type
 * @returns {[name: string, type: WitType | null][] | undefined}
 */
function casesOf(type) {
  if ('variant' in type) return type.variant;
  if ('option' in type) return [['some', type.option]];
  if (!('result' in type)) return undefined;
  const [ok, err] = type.result;
  return [
    ['ok', ok],
    ['err', err],
  ];
}

/**
 * Whether an option holds another, and so is { tag, val }: JavaScript could not tell their nones apart.
 *
 * @param {{ option: WitType }} type
 */
function isNested({ option }) {
  return typeof option === 'object' && 'option' in option;
}

/** @param {WitType} type */
function isWide(type) {
  return type === 'u64' || type === 's64';
}

/**
 * An argument to begin with.
 *
 * @param {WitType} type
 * @returns {Json}
 */
export function sample(type) {
  if (typeof type === 'string') {
    const known = /** @type {Record<string, Json>} */ ({ bool: true, char: 'é', string: 'hello', f32: 1.5, f64: 1.5 });
    return known[type] ?? 7;
  }
  if ('record' in type) return Object.fromEntries(type.record.map(([name, field]) => [camelCase(name), sample(field)]));
  if ('variant' in type) return sampleCase(type.variant[0]);
  if ('enum' in type) return type.enum[0];
  if ('flags' in type) return Object.fromEntries(type.flags.slice(0, 1).map((name) => [camelCase(name), true]));
  if ('tuple' in type) return type.tuple.map(sample);
  if ('list' in type) return Array.from({ length: type.length ?? 2 }, () => sample(type.list));
  if ('map' in type) return [type.map.map(sample)];
  if ('option' in type) return isNested(type) ? sampleCase(['some', type.option]) : sample(type.option);
  if ('result' in type) return sampleCase(['ok', type.result[0]]);
  return null;
}

/**
 * @param {[name: string, type: WitType | null]} pick
 * @returns {Json}
 */
function sampleCase([tag, type]) {
  return type === null ? { tag } : { tag, val: sample(type) };
}
