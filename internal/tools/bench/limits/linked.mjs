// Glue for testdata/bench/linked.wat, written by hand: numbers go from guest to guest without anything between, lists
// and strings through testdata/bench/linked-by-hand.wat.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * @param {WebAssembly.Module[]} modules the core modules, in the order of the component, and the one written by hand
 */
export async function instantiate([calleeModule, memoryModule, mainModule, adapterModule]) {
  const link = (/** @type {WebAssembly.Module} */ module, /** @type {any} */ imports) =>
    /** @type {Promise<any>} */ (WebAssembly.instantiate(module, imports)).then((instance) => instance.exports);
  const callee = await link(calleeModule, {});
  const memory = await link(memoryModule, {});
  const adapter = await link(adapterModule, {
    caller: memory,
    callee,
    host: {
      'check-utf8': (/** @type {number} */ p, /** @type {number} */ length) => {
        decoder.decode(new Uint8Array(callee.memory.buffer, p, length));
      },
    },
  });
  const main = await link(mainModule, {
    memory,
    callee: { add: callee.add, 'echo-string': adapter['echo-string'], 'echo-bytes': adapter['echo-bytes'] },
  });
  return {
    loopAdd: main['loop-add'],
    loopString: main['loop-string'],
    loopBytes: main['loop-bytes'],
    copy: adapter.copy,
  };
}
