import type { WasiImports } from './index.js';

export const random: WasiImports['wasi:random/random@0.3.0'];
export const insecure: WasiImports['wasi:random/insecure@0.3.0'];
export const insecureSeed: WasiImports['wasi:random/insecure-seed@0.3.0'];

/** The interfaces of wasi:random. */
export function interfaces(): {
  random: typeof random;
  insecure: typeof insecure;
  insecureSeed: typeof insecureSeed;
};
