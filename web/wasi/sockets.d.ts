import type { WasiImports, WasiOptions } from './index.js';

export const types: WasiImports['wasi:sockets/types@0.3.0'];
export const ipNameLookup: WasiImports['wasi:sockets/ip-name-lookup@0.3.0'];

/** The interfaces of wasi:sockets with what a program gets. The others of this module are those of a program that gets nothing. */
export function interfaces(options?: WasiOptions): {
  types: typeof types;
  ipNameLookup: typeof ipNameLookup;
};
