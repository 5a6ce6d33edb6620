// Takes features away from WebAssembly, as an engine without them would be. It runs before any glue does.

/** @param {{ jspi?: boolean, multiMemory?: boolean }} features what to take away */
export function takeAway({ jspi, multiMemory }) {
  const wasm = /** @type {any} */ (WebAssembly);
  if (jspi) for (const name of ['Suspending', 'promising', 'SuspendError']) delete wasm[name];
  if (!multiMemory) return;
  const { Module } = wasm;
  // The modules that jco-go makes itself import their memories from "m".
  wasm.Module = class extends Module {
    /** @param {any} bytes */
    constructor(bytes) {
      super(bytes);
      const memories = Module.imports(this).filter((/** @type {any} */ i) => i.kind === 'memory' && i.module === 'm');
      if (memories.length > 1) throw new wasm.CompileError('several memories are not supported');
    }
  };
}
