// The types of the async runtime, jco-go-runtime.js: `jco-go/runtime`, or the file beside a transpiled component.

type Module = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : never;
type Global<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : never;

/** Where the core module jco-go-runtime.wasm comes from: compiled, its bytes, a response, or its address. */
export type Source = Module | Uint8Array | ArrayBuffer | Global<'Response'> | Global<'URL'> | string;

/** What failed: a stream or a future, of which WIT type its elements are. */
export interface StreamErrorInfo {
  kind: 'stream' | 'future';
  type: string;
}

/** How much of what is alive. */
export interface Live {
  tasks: number;
  threads: number;
  /** Calls that guests have made, and ends of streams and futures, the host's included. */
  waitables: number;
  waitableSets: number;
  /** Streams and futures. */
  streams: number;
  errorContexts: number;
}

/** What may be alive at once; what is left out, or 0, is the default. */
export interface Limits {
  /** Handles in the table of each component instance: at most, and by default, 2^28-1. */
  handles?: number;
  /** Calls of async functions, those of the host's as well, in all components of the realm: by default 4,194,304 each. */
  tasks?: number;
  /** Threads that a guest can make more: one of each call counts. By default 4,194,304. */
  threads?: number;
}

/** The runtime of a realm (a page, a worker, a process), which all transpiled components in it share. */
export interface Runtime {
  /** Whether the engine can suspend WebAssembly in the middle of a call (JSPI). */
  readonly canSuspend: boolean;

  /**
   * Is told when a stream or promise that was given to a component fails where the guest cannot learn the reason. Default:
   * a warning on the console.
   */
  onStreamError: ((error: unknown, info: StreamErrorInfo) => void) | undefined;

  /**
   * Who waits for what: a line for each thread of a guest that waits, and for each function of the host's that has not
   * answered. For people; the words may change.
   */
  whoWaits(): string;

  /**
   * Begins to write down what the runtime does, for all components of the realm, or ends that. It costs time and, until
   * `takeTrace`, memory.
   */
  trace(on: boolean): void;

  /**
   * What was written since the last call, a line for each operation of the task core (docs/async.md): `@MICROSECONDS OPERATION
   * ARGUMENTS = STATUS | VALUES`, by the clock of `performance.now()`. For tools that show it; the operations may change. Empty
   * if nothing is written down.
   */
  takeTrace(): string;

  /** How many are alive, in all components of the realm: 0 of each when all that was called and opened has ended. */
  live(): Live;

  /**
   * Bounds what guests and host may have alive at once, in all components of the realm. One call too many of the host's is
   * rejected; what a guest has too many of is a trap.
   *
   * @throws {RangeError} for what is no limit
   */
  setLimits(limits: Limits): void;

  /**
   * Rejects the calls that nothing can bring to an end any more, unless somebody calls a component again: of those components
   * of which no thread is ready, while no function of the host's has to answer and no stream is in the host's hands. The
   * error is a WebAssembly.RuntimeError that lists who waits for what, and its component takes no more calls. Without this
   * such promises stay pending, since a later call might help. Does nothing while there is work to be done.
   *
   * @returns how many promises were rejected
   */
  endDeadlocks(): number;
}

/**
 * Gives the runtime of this realm. If there is none yet it is made.
 *
 * @param source of the core, or a function that gives it, which is called only if it is needed; default: the file
 *   jco-go-runtime.wasm beside the module
 * @throws what fetching and compiling the core throw
 */
export function loadRuntime(
  source?: Source | Promise<Source> | (() => Source | Promise<Source>) | null,
): Promise<Runtime>;

/**
 * The same with a compiled module, without waiting for anything.
 *
 * @param module gives jco-go-runtime.wasm, compiled; called only if it is needed
 */
export function startRuntime(module: () => Module): Runtime;

/** A broken rule of the Component Model, the cause of a WebAssembly.RuntimeError that a call of a component has thrown. */
export class Trap extends Error {}

/** wasmtime's wording for what was thrown out of a guest, undefined if it is no trap. */
export function trapText(e: unknown): string | undefined;
