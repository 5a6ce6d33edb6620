/** @module Interface wasi:clocks/types@0.3.0 **/
/**
 * A duration of time, in nanoseconds.
 */
export type Duration = bigint;
