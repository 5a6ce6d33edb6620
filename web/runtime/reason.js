// What was thrown, or what a promise was rejected with: anything at all.

/**
 * The text of a reason, for a message: it is an Error mostly, and may be a symbol, or an object that throws when it is
 * looked at.
 * @param {any} reason
 * @returns {string}
 */
export function reasonText(reason) {
  try {
    return String(reason?.message ?? reason);
  } catch {
    return `a value of type ${typeof reason} that has no text`;
  }
}
