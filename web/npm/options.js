// jco's options: which there are, what their values may be, and what transpile/wasm/options.go makes of them. An option
// that is not in the table, and one that this package cannot follow, is an error: none is ignored.

import { optionError } from './errors.js';

/**
 * What the options of a call say.
 *
 * @typedef {object} Settings
 * @property {[name: string, value: string][]} request for transpile/wasm
 * @property {string} outDir put in front of the names of files
 * @property {boolean} minify
 * @property {{ args?: string[], program?: string }} wasmOpt how to run wasm-opt
 */

/** @typedef {(value: any, name: string, settings: Settings) => void} Take follows an option, or throws */

const ofWit = 'is about WIT text; a component has one world and no feature gates';

/** @type {Record<string, Take>} */
const common = {
  name: typed('string', (value, _, s) => s.request.push(['Name', value])),
  instantiation(value, name, s) {
    const mode = typeof value === 'object' ? value.tag : value; // the library of jco's also takes { tag: 'async' }
    if (mode !== 'async' && mode !== 'sync') throw optionError(name, `${show(mode)} is neither 'async' nor 'sync'`);
    s.request.push(['Instantiation', mode]);
  },
  tlaCompat: flag('TLACompat'),
  strict: flag('Strict'),
  outDir: typed('string', (value, _, s) => {
    s.outDir = value.replaceAll('\\', '/').replace(/([^/])$/, '$1/');
  }),
  quiet: typed('boolean', () => {}), // nothing is ever printed
  componentFeatures(value, name, s) {
    const list = Array.isArray(value) ? value : [value];
    if (!list.every((item) => typeof item === 'string')) throw optionError(name, 'wants names of features');
    s.request.push(['Features', list.join(',')]);
  },
  asyncMode(value, name, s) {
    const mode = typeof value === 'object' ? value.tag : value; // the library of jco's also takes { tag: 'jspi', val: { imports, exports } }
    if (mode !== 'sync' && mode !== 'jspi') throw optionError(name, `${show(mode)} is neither 'sync' nor 'jspi'`);
    if (mode === 'sync') return;
    s.request.push(['AsyncMode', mode]);
    const { imports = [], exports = [] } = value.val ?? {};
    patterns('AsyncImports')(imports, `${name}.val.imports`, s);
    patterns('AsyncExports')(exports, `${name}.val.exports`, s);
  },
  asyncImports: patterns('AsyncImports'),
  asyncExports: patterns('AsyncExports'),
  asyncWasiImports: flagOrList('AsyncWasiImports'),
  asyncWasiExports: flagOrList('AsyncWasiExports'),
  noImportSignal: flag('NoImportSignal'),
  flagsAsBigInt: flag('FlagsAsBigInt'),
  flagsAsBigint: flag('FlagsAsBigInt'),
  variantsInlineCases: flag('VariantsInlineCases'),
  useNamespaceObjects: flag('UseNamespaceObjects'),
  enumValuesScreamingSnakeCase: flag('EnumValuesScreamingSnakeCase'),
  resultStreams: flag('ResultStreams'),
};

/** @type {Record<string, Take>} */
const ofTranspile = {
  ...common,
  map(value, name, s) {
    for (const [from, to] of mapEntries(value, name)) s.request.push([`Map:${from}`, to]);
  },
  runtime: typed('string', (value, _, s) => s.request.push(['Runtime', value])),
  noTypescript: flag('NoTypescript'),
  emitTypescriptDeclarations: unless('NoTypescript'),
  nodejsCompat: unless('NoNodejsCompat'),
  wasiShim: unless('NoWasiShim'),
  namespacedExports: unless('NoNamespacedExports'),
  noComponentErrorWrapping: flag('NoComponentErrorWrapping'),
  componentErrorWrapping: unless('NoComponentErrorWrapping'),
  base64Cutoff: typed('number', (value, name, s) => {
    if (!Number.isSafeInteger(value) || value < 0) throw optionError(name, `${value} is not a number of bytes`);
    s.request.push(['Base64Cutoff', String(value)]);
  }),
  minify: typed('boolean', (value, _, s) => {
    s.minify = value;
  }),
  multiMemory: typed('boolean', () => {}), // what is needed of these is always on
  bindgenEnableWasmExnref: typed('boolean', () => {}),
  importBindings(value, name, s) {
    const mode = typeof value === 'object' ? value.tag : value;
    if (typeof mode !== 'string') throw optionError(name, `wants a string, not ${show(value)}`);
    s.request.push(['ImportBindings', mode]);
  },
  tracing: flag('Tracing'),
  validLiftingOptimization: typed('boolean', () => {}), // what it leaves out in jco is never there
  optimize: flag('Optimize'),
  optArgs: wasmOptArgs,
  wasmOptBin: wasmOptProgram,
  optimizeOptions(value, name, s) {
    if (typeof value !== 'object') throw optionError(name, `wants an object, not ${show(value)}`);
    const { optArgs, wasmOptBin, asyncify } = value; // the others, quiet and noVerify, have no effect
    if (asyncify) throw optionError(`${name}.asyncify`, 'is not available: nothing here suspends by asyncify');
    if (optArgs !== undefined) wasmOptArgs(optArgs, `${name}.optArgs`, s);
    if (wasmOptBin !== undefined) wasmOptProgram(wasmOptBin, `${name}.wasmOptBin`, s);
  },
  js: refuse("is not available: binaryen's wasm2js makes JavaScript of the core modules among the files"),
  stub: refuse("is wasm-tools' work: `wasm-tools component embed --dummy`, then `wasm-tools component new`"),
  experimentalIdlImports: typed('boolean', () => {}), // the generator of jco 1.35 does not know it either
};

/** @type {Record<string, Take>} */
const ofTypes = {
  ...common,
  guest: flag('Guest'),
  worldName: refuse(ofWit),
  feature: refuseList(ofWit),
  features: refuseList(ofWit),
  allFeatures: refuse(ofWit),
};

/** @type {Record<string, Take>} for types of WIT text: native.js makes arguments of them */
const ofWitTypes = {
  ...common,
  guest: flag('Guest'),
  worldName: typed('string', (value, _, s) => s.request.push(['WorldName', value])),
  feature: witFeatures,
  features: witFeatures,
  allFeatures: flag('AllFeatures'),
};

const tables = { transpile: ofTranspile, types: ofTypes, 'types of WIT text': ofWitTypes };

/**
 * Reads the options of a call. Those that are undefined or null are not given.
 * @param {keyof typeof tables} command
 * @param {object} options
 * @returns {Settings}
 */
export function readOptions(command, options) {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${command}: the options are ${show(options)}, not an object`);
  }
  /** @type {Settings} */
  const settings = { request: [], outDir: '', minify: false, wasmOpt: {} };
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    const take = Object.hasOwn(tables[command], name) ? tables[command][name] : undefined;
    if (!take) throw optionError(name, `${command} has no such option`);
    take(value, name, settings);
  }
  return settings;
}

/** The names of a command's options. @param {keyof typeof tables} command */
export const optionNames = (command) => Object.keys(tables[command]);

/** @type {Take} */
function wasmOptArgs(value, name, s) {
  if (!isList(value)) throw optionError(name, `wants a list of strings, not ${show(value)}`);
  s.wasmOpt.args = value;
}

/** @type {Take} */
function wasmOptProgram(value, name, s) {
  const program = isList(value) ? value[0] : value; // a list in jco's types
  if (typeof program !== 'string') throw optionError(name, `wants the path of a program, not ${show(value)}`);
  s.wasmOpt.program = program;
}

/** @type {Take} */
function witFeatures(value, name, s) {
  if (value === 'all') return void s.request.push(['AllFeatures', 'true']);
  if (!Array.isArray(value)) throw optionError(name, `wants a list or 'all', not ${show(value)}`);
  for (const feature of value) s.request.push(['Feature', String(feature)]);
}

/** @param {'string' | 'number' | 'boolean'} type @param {Take} take @returns {Take} */
function typed(type, take) {
  return (value, name, settings) => {
    if (typeof value !== type) throw optionError(name, `wants a ${type}, not ${show(value)}`);
    take(value, name, settings);
  };
}

/** An option that turns one of transpile.Options on. @param {string} to @returns {Take} */
function flag(to) {
  return typed('boolean', (value, _, s) => {
    if (value) s.request.push([to, 'true']);
  });
}

/** The same; a list, as jco's declarations want, is true as well, whatever is in it. @param {string} to @returns {Take} */
function flagOrList(to) {
  return (value, name, s) => flag(to)(isList(value) || value, name, s);
}

/** A list of patterns. @param {string} to @returns {Take} */
function patterns(to) {
  return (value, name, s) => {
    if (!isList(value)) throw optionError(name, `wants a list of strings, not ${show(value)}`);
    for (const pattern of value) s.request.push([to, pattern]);
  };
}

/** An option that is the contrary of one of transpile.Options. @param {string} to @returns {Take} */
function unless(to) {
  return typed('boolean', (value, _, s) => {
    if (!value) s.request.push([to, 'true']);
  });
}

/** An option that may be false only. @param {string} reason @returns {Take} */
function refuse(reason) {
  return (value, name) => {
    if (value !== false) throw optionError(name, reason);
  };
}

/** An option that may be an empty list only. @param {string} reason @returns {Take} */
function refuseList(reason) {
  return (value, name) => {
    if (!Array.isArray(value) || value.length > 0) throw optionError(name, reason);
  };
}

/**
 * jco takes an object, a list of 'NAME=SPECIFIER', or those with commas between them.
 * @param {unknown} value
 * @param {string} name
 * @returns {[string, string][]}
 */
function mapEntries(value, name) {
  const list = typeof value === 'string' ? value.split(',') : value;
  /** @type {[string, any][]} */
  let entries;
  if (Array.isArray(list)) {
    entries = list.map((item) => {
      const [, from, to] = /^([^=]+)=(.+)$/s.exec(String(item)) ?? [];
      if (from === undefined) throw optionError(name, `${show(item)} is not of the form 'NAME=SPECIFIER'`);
      return [from, to];
    });
  } else if (typeof list === 'object' && list !== null) {
    entries = Object.entries(list);
  } else {
    throw optionError(name, `wants an object, not ${show(value)}`);
  }
  for (const [from, to] of entries) {
    if (typeof to !== 'string') throw optionError(name, `${show(from)} is mapped to ${show(to)}, not to a string`);
  }
  return entries;
}

/** @param {unknown} value @returns {value is string[]} */
const isList = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** @param {unknown} value */
function show(value) {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
