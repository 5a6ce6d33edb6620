import type { WasiImports, WasiOptions } from './index.js';

export const environment: WasiImports['wasi:cli/environment@0.3.0'];
export const exit: WasiImports['wasi:cli/exit@0.3.0'];
export const stdin: WasiImports['wasi:cli/stdin@0.3.0'];
export const stdout: WasiImports['wasi:cli/stdout@0.3.0'];
export const stderr: WasiImports['wasi:cli/stderr@0.3.0'];

/** The interfaces of wasi:cli with what a program gets. The others of this module are those of a program that gets nothing. */
export function cli(options?: WasiOptions): {
  environment: typeof environment;
  exit: typeof exit;
  stdin: typeof stdin;
  stdout: typeof stdout;
  stderr: typeof stderr;
};
