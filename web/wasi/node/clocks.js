// wasi:clocks in Node. What is exported by its name in WIT is that of a program that was given nothing.

import process from 'node:process';
import { makeClocks } from '../clocks/clocks.js';

/** The interfaces of wasi:clocks. */
export function interfaces() {
  return makeClocks({ now: () => process.hrtime.bigint(), resolution: 1n });
}

export const { monotonicClock, systemClock, timezone } = interfaces();
