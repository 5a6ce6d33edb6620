// Runs a test program of Go's (GOOS=js) with package jsbridge's other half, in Node or a page: wasm_exec.js has run before.

/**
 * @param {BufferSource} bytes
 * @param {string[]} args
 * @param {typeof import('../../../web/npm/jsvalues.js').JsValues} JsValues
 * @returns {Promise<number>} its exit code; it has written by console.log
 */
export async function runTests(bytes, args, JsValues) {
  const scope = /** @type {any} */ (globalThis);
  const values = new JsValues();
  scope.jsvalues = values; // for the tests
  const go = new scope.Go();
  let exitCode = -1;
  go.argv = ['test', ...args];
  go.exit = (/** @type {number} */ code) => {
    exitCode = code;
  };
  /** @type {WebAssembly.Instance} */
  let instance;
  const memory = () => /** @type {any} */ (instance.exports.mem).buffer;
  const started = await WebAssembly.instantiate(bytes, { ...go.importObject, jsbridge: values.imports(memory) });
  instance = /** @type {any} */ (started).instance;
  await go.run(instance);
  return exitCode;
}
