import type { WasiImports, WasiOptions } from './index.js';

export { memory, opfs, readOnly } from './index.js';

export const preopens: WasiImports['wasi:filesystem/preopens@0.3.0'];
export const types: WasiImports['wasi:filesystem/types@0.3.0'];

/** The interfaces of wasi:filesystem with what a program gets; the others here are those of a program that gets nothing. */
export function interfaces(options?: WasiOptions): {
  preopens: typeof preopens;
  types: typeof types;
};
