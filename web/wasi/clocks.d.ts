import type { WasiImports } from './index.js';

export const monotonicClock: WasiImports['wasi:clocks/monotonic-clock@0.3.0'];
export const systemClock: WasiImports['wasi:clocks/system-clock@0.3.0'];
export const timezone: WasiImports['wasi:clocks/timezone@0.3.0'];

/** The interfaces of wasi:clocks. */
export function interfaces(): {
  monotonicClock: typeof monotonicClock;
  systemClock: typeof systemClock;
  timezone: typeof timezone;
};
