// Takes features away from WebAssembly, as an engine without them would be. It runs before any glue does.

/** @param {{ jspi?: boolean, multiMemory?: boolean }} features what to take away */
export function takeAway({ jspi, multiMemory }) {
  const wasm = /** @type {any} */ (WebAssembly);
  if (jspi) for (const name of ['Suspending', 'promising', 'SuspendError']) delete wasm[name];
  if (!multiMemory) return;
  const { Module, validate } = wasm;
  // The modules that jco-go makes itself import their memories from "m".
  const several = (/** @type {any} */ made) =>
    Module.imports(made).filter((/** @type {any} */ i) => i.kind === 'memory' && i.module === 'm').length > 1;
  wasm.Module = new Proxy(Module, {
    construct(target, args) {
      const made = new target(...args);
      if (several(made)) throw new wasm.CompileError('several memories are not supported');
      return made;
    },
  });
  wasm.validate = (/** @type {any} */ bytes) => validate.call(wasm, bytes) && !several(new Module(bytes));
}
