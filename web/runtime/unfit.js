// The errors for values that the glue cannot store.

import { isBadValue } from './badvalue.js';

/** @import { EndType } from './hostends.js' */

/**
 * The error for an element that the glue could not store. Its own form tells where in the element, and what is wrong
 * (helpers of transpile: bad); anything else is what a getter of the user's threw.
 * @param {any} e
 * @param {string} what the element is
 * @param {EndType} type
 */
export function unfit(e, what, type) {
  if (!isBadValue(e)) return e;
  return new TypeError(`${e.path.replace(/^element/, what)} ${e.text} (${type.name})`);
}
