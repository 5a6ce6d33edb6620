// The values that do not fit their WIT type, as the glue of a component throws them (transpile/js/values.js).

const badBrand = Symbol.for('jco-go:bad');

/** @typedef {{ path: string, text: string }} BadValue the path leads to the value, the text goes on behind it */

/**
 * @param {string} path
 * @param {string} text
 * @returns {BadValue}
 */
export function badValue(path, text) {
  return /** @type {any} */ ({ path, text, [badBrand]: true });
}

/**
 * Whether that is one: what hosts throw may look like one, or throw when it is looked at.
 * @param {any} e
 * @returns {e is BadValue}
 */
export function isBadValue(e) {
  try {
    return e?.[badBrand] === true;
  } catch {
    return false;
  }
}
