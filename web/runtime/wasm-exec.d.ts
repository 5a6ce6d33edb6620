// wasm-exec.js is made by `npm run build` from the wasm_exec.js of the Go release that compiled jco-go-runtime.wasm.
export * from '../npm/wasm-exec.js';
