// What an operation of a host's end came to (webstreams/outcome.go).

export const WAIT = 0;
export const COPY = 1;
export const DONE = 2;
export const END = 3;
export const FAILED = 4;
export const STALE = 5;
export const BUSY = 6;
export const APART = 7;
