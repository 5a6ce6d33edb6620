// What a visitor types, as a value for the glue. JSON says nearly everything; the type is asked only where it does not
// (64-bit integers, none, maps). A value that does not fit its type goes through as it is: refusing it is the glue's
// work, and the page shows how.

import { camelCase } from './run-example.js';

/** @import { Json, WitType } from './types.js' */

/**
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
  return fit(json, type);
}

/**
 * @param {Json} json
 * @param {WitType} type
 * @returns {unknown}
 */
function fit(json, type) {
  if (isWide(type)) return Number.isInteger(json) ? BigInt(/** @type {number} */ (json)) : json;
  if (typeof type === 'string') return json;
  if ('option' in type) {
    const nested = typeof type.option === 'object' && 'option' in type.option;
    if (json === null) return nested ? { tag: 'none' } : undefined;
    return nested ? fitCase(json, [['some', type.option]]) : fit(json, type.option);
  }
  if ('result' in type) {
    const [ok, err] = type.result;
    return fitCase(json, [
      ['ok', ok],
      ['err', err],
    ]);
  }
  if ('variant' in type) return fitCase(json, type.variant);
  if (Array.isArray(json)) {
    if ('list' in type) return json.map((element) => fit(element, type.list));
    if ('tuple' in type) return json.map((element, i) => fit(element, type.tuple[i] ?? 'string'));
    if ('map' in type) return fitMap(json, type.map);
    return json;
  }
  if ('record' in type && typeof json === 'object' && json !== null) {
    const fields = new Map(type.record.map(([name, field]) => [camelCase(name), field]));
    return Object.fromEntries(Object.entries(json).map(([k, v]) => [k, fit(v, fields.get(k) ?? 'string')]));
  }
  return json;
}

/**
 * @param {Json} json
 * @param {[name: string, type: WitType | null][]} cases
 */
function fitCase(json, cases) {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const payload = cases.find(([name]) => name === json.tag)?.[1];
  return payload ? { ...json, val: fit(json.val ?? null, payload) } : json;
}

/**
 * @param {Json[]} entries pairs of a key and a value
 * @param {[key: WitType, value: WitType]} types
 */
function fitMap(entries, [keyType, valueType]) {
  const map = new Map();
  for (const entry of entries) {
    if (!Array.isArray(entry)) return entries;
    map.set(fit(entry[0], keyType), fit(entry[1], valueType));
  }
  return map;
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
  if ('option' in type) {
    const nested = typeof type.option === 'object' && 'option' in type.option;
    return nested ? sampleCase(['some', type.option]) : sample(type.option);
  }
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
