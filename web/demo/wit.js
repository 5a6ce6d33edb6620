// WIT as a person reads it: a world with its keywords marked, a signature, a type, a call.

import { element } from './dom.js';

/** @import { Call, ExportedFunc, Json, Step, WitType } from './types.js' */

const token =
  /(?<comment>\/\/[^\n]*)|(?<keyword>\b(?:package|world|interface|import|export|use|include|record|variant|enum|flags|resource|func|static|constructor|type|async|as)\b(?!-))|(?<type>\b(?:bool|s8|u8|s16|u16|s32|u32|s64|u64|f32|f64|char|string|list|option|result|tuple|map|own|borrow)\b(?!-))/g;

/**
 * @param {string} text WIT
 * @returns {HTMLElement} a `pre` with the text
 */
export function witBlock(text) {
  const code = element('code');
  let at = 0;
  for (const match of text.matchAll(token)) {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined);
    code.append(text.slice(at, match.index), element('span', { class: `wit-${kind?.[0]}` }, match[0]));
    at = match.index + match[0].length;
  }
  code.append(text.slice(at));
  return element('pre', { class: 'wit', tabindex: '0', 'aria-label': 'The world, in WIT' }, code);
}

/**
 * @param {WitType} type
 * @returns {string} `list<u8>`, `person`, `result<f64, string>`
 */
export function typeText(type) {
  if (typeof type === 'string') return type;
  if (type.name) return type.name;
  const or = (/** @type {WitType | null} */ t) => (t === null ? '_' : typeText(t));
  if ('own' in type) return type.own;
  if ('borrow' in type) return `borrow<${type.borrow}>`;
  if ('list' in type) return `list<${typeText(type.list)}${type.length === undefined ? '' : `, ${type.length}`}>`;
  if ('option' in type) return `option<${typeText(type.option)}>`;
  if ('tuple' in type) return `tuple<${type.tuple.map(typeText).join(', ')}>`;
  if ('map' in type) return `map<${type.map.map(typeText).join(', ')}>`;
  if ('result' in type) {
    const [ok, err] = type.result;
    if (err === null) return ok === null ? 'result' : `result<${typeText(ok)}>`;
    return `result<${or(ok)}, ${or(err)}>`;
  }
  return Object.keys(type)[0];
}

/**
 * The name of an export without its interface and in people's words: `add`, `new counter`, `counter.inc`.
 *
 * @param {string} name
 */
export function shortName(name) {
  const item = name.slice(name.indexOf('#') + 1);
  return item.replace(/^\[constructor\]/, 'new ').replace(/^\[(?:method|static)\]/, '');
}

/**
 * @param {ExportedFunc} func
 * @returns {string} `add(a: u32, b: u32) → u32`
 */
export function signature(func) {
  const params = func.params.filter((p) => !isSelf(func, p)).map((p) => `${p.name}: ${typeText(p.type)}`);
  return `${shortName(func.export)}(${params.join(', ')})${func.result === null ? '' : ` → ${typeText(func.result)}`}`;
}

/**
 * @param {ExportedFunc} func
 * @param {{ name: string }} param
 */
export function isSelf(func, param) {
  return func.export.includes('[method]') && func.params[0] === param;
}

/**
 * What a row calls, as code.
 *
 * @param {Call} call
 * @returns {string} a line for each step
 */
export function callText(call) {
  return 'script' in call ? call.script.map(stepText).join('\n') : stepText(['func', call.export, call.args]);
}

/**
 * @param {Step} step
 * @returns {string}
 */
function stepText(step) {
  const keep = (/** @type {string | undefined} */ variable) => (variable === undefined ? '' : `${variable} = `);
  const list = (/** @type {Json[]} */ args) => `(${args.map(argText).join(', ')})`;
  switch (step[0]) {
    case 'new':
      return `${keep(step[3])}new ${shortName(step[1])}${list(step[2])}`;
    case 'do':
    case 'call':
      return `${keep(step[4])}${step[1]}.${step[2]}${list(step[3])}`;
    case 'static':
      return `${keep(step[4])}${shortName(step[1])}.${step[2]}${list(step[3])}`;
    case 'func':
      return `${keep(step[3])}${shortName(step[1])}${list(step[2])}`;
    case 'drop':
      return `drop ${step[1]}`;
  }
}

/**
 * @param {Json} json
 * @returns {string}
 */
function argText(json) {
  if (Array.isArray(json)) return `[${json.map(argText).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if ('$big' in json) return String(json.$big);
  if ('$ref' in json) return String(json.$ref);
  if ('$none' in json) return 'none';
  const fields = Object.entries(json).map(([name, value]) => `${name}: ${argText(value)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
