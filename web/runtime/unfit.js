// The errors for values that the glue cannot store.

/** @import { EndType } from './hostends.js' */

/**
 * The error for an element that the glue could not store. Its own form tells where in the element, and what is wrong
 * (helpers of transpile: bad); anything else is what a getter of the user's threw.
 * @param {any} e
 * @param {string} what the element is
 * @param {EndType} type
 */
export function unfit(e, what, type) {
  if (e instanceof Error || typeof e?.text !== 'string') return e;
  return new TypeError(`${String(e.path).replace(/^element/, what)} ${e.text} (${type.name})`);
}
