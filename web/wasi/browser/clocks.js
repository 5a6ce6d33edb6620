// wasi:clocks in pages and workers. What is exported by its name in WIT is that of a program that was given nothing.

import { makeClocks } from '../clocks/clocks.js';

/** What browsers round `performance.now` to, which pages may not measure. */
const resolution = globalThis.crossOriginIsolated ? 5_000n : 100_000n;

/** The interfaces of wasi:clocks. */
export function interfaces() {
  return makeClocks({ now: () => BigInt(Math.round(performance.now() * 1e6)), resolution });
}

export const { monotonicClock, systemClock, timezone } = interfaces();
