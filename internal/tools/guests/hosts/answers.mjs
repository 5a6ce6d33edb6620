// What the host scripts share: the module that either tool made, and answers as lines.

import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param {string} folder the output of either tool, made with --name app */
export const load = (folder) => import(pathToFileURL(path.resolve(folder, 'app.js')).href);

/**
 * Prints what a call gives or throws.
 * @param {string} label
 * @param {() => unknown} call
 */
export async function answer(label, call) {
  try {
    console.log(label, '=', text(await call()));
  } catch (e) {
    // A result's error case is an Error with a payload, by jco's conventions.
    const error = /** @type {any} */ (e);
    const payload = error !== null && typeof error === 'object' && 'payload' in error;
    console.log(
      label,
      payload ? `! ${error.constructor.name} ${text(error.payload)}` : `!! ${error?.constructor?.name}`,
    );
  }
}

/** @param {unknown} value */
function text(value) {
  if (value === undefined) return 'undefined';
  return JSON.stringify(value, (_, v) => {
    if (v === undefined) return '(undefined)';
    if (typeof v === 'bigint') return `${v}n`;
    return ArrayBuffer.isView(v) ? { [v.constructor.name]: [.../** @type {any} */ (v)].map(String).join(' ') } : v;
  });
}
