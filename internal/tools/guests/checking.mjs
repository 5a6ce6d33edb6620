// Comparing answers where there is no node:assert.

/**
 * Throws unless both are the same, by their text where they are no same object.
 * @param {any} got
 * @param {any} want
 * @param {string} [what] was asked
 */
export function equal(got, want, what = 'an answer') {
  if (Object.is(got, want)) return;
  if (show(got) !== show(want)) throw new Error(`${what}: wanted ${show(want)}, got ${show(got)}`);
}

/**
 * @param {() => Promise<any>} call has to reject
 * @param {RegExp} error that its error, as text, has in it
 * @param {string} [what]
 */
export async function rejects(call, error, what) {
  throws(
    await call().then(
      (v) => () => v,
      (e) => () => {
        throw e;
      },
    ),
    error,
    what,
  );
}

/**
 * @param {() => any} call has to throw
 * @param {RegExp} error that its error, as text, has in it
 * @param {string} [what]
 */
export function throws(call, error, what = 'a call') {
  let got;
  try {
    got = call();
  } catch (e) {
    if (error.test(String(e))) return;
    throw new Error(`${what}: wanted an error like ${error}, got ${e}`);
  }
  throw new Error(`${what}: wanted an error like ${error}, got ${show(got)}`);
}

/** @param {any} value */
function show(value) {
  const text = JSON.stringify(value, (_, v) => {
    if (typeof v === 'bigint') return `${v}n`;
    if (ArrayBuffer.isView(v)) return [v.constructor.name, ...new Uint8Array(v.buffer, v.byteOffset, v.byteLength)];
    return v === undefined ? 'undefined' : v instanceof Error ? String(v) : v;
  });
  return text;
}
