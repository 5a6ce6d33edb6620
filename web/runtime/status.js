// The numbers of internal/task.

/** Status: what follows an operation. */
export const OK = 0;
export const BLOCK = 1;
export const TRAPPED = 2;
export const COPIED = 3;
export const RUN = 4;
export const HOST_CANCEL = 5;
export const QUEUED = 6;
export const IDLE = 7;

/** Action: how a thread is to be run. */
export const START = 1;
export const CALLBACK = 2;
export const SWITCH = 3;
export const THREAD = 4;

/** SubtaskState of a call that returned. */
export const RETURNED = 2;

/** SubtaskState of a call that was cancelled before it began. */
export const CANCELLED_BEFORE_STARTED = 3;
