// Answers as text, the same from every engine (examples/README.md, "How an answer is written"). The native half is
// internal/tools/examples; testdata/answers.json holds both to the same texts.

/**
 * Writes what a component returned as the text of an answer; no result is `none`.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function answerText(value) {
  if (value === undefined) return 'none';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) value = Array.from(/** @type {Uint8Array} */ (value));
  if (value instanceof Map) value = [...value];
  if (Array.isArray(value)) return `[${value.map(answerText).join(',')}]`;
  const fields = Object.entries(/** @type {object} */ (value));
  if (isResource(value)) return '"resource"';
  return `{${fields.flatMap(([k, v]) => (v === undefined ? [] : [`${JSON.stringify(k)}:${answerText(v)}`])).join(',')}}`;
}

/**
 * Writes what a call threw: `error` and the payload for the error case of a `result`, `trap` and its reason for a trap.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function errorText(thrown) {
  if (isErrorCase(thrown)) return thrown.payload === undefined ? 'error' : `error ${answerText(thrown.payload)}`;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // The glue says behind it where the trap was: "(in add: func(x: u32) -> u32)".
  return `trap: ${/wasm trap: ([^\n]*?)(?: \(in [^\n]*\))?$/m.exec(message)?.[1] ?? message}`;
}

/**
 * Tells the error case of a `result` (an Error with a payload, as jco throws it) from a trap or a refused argument.
 *
 * @param {unknown} thrown
 * @returns {thrown is { payload: unknown }}
 */
export function isErrorCase(thrown) {
  return typeof thrown === 'object' && thrown !== null && 'payload' in thrown;
}

/**
 * Tells a resource's instance (of a class that the glue made) from a record.
 *
 * @param {unknown} value
 * @returns {value is Disposable}
 */
export function isResource(value) {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.dispose) === 'function';
}
