// wasm-exec.js is made by `npm run build` from the wasm_exec.js of the Go release that compiled the modules.

/** Go's side of a JavaScript realm: a class whose instances run one Go program each. */
export interface Go {
  argv: string[];
  env: Record<string, string>;
  /** Called when the program ends. */
  exit(code: number): void;
  /** Whether the program has ended. */
  exited: boolean;
  importObject: WebAssembly.Imports;
  /** Runs main until it waits; the promise is settled when the program ends. */
  run(instance: WebAssembly.Instance): Promise<void>;
}

/** What a Go program takes for globalThis. Whatever is not here, it does not find. */
export interface Scope {
  fs: object;
  process?: object;
  path?: object;
  crypto: object;
  performance: object;
  console: object;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timeout: unknown): void;
  [name: string]: unknown;
}

/** Makes the class for a scope; nothing else of the realm is changed. */
export function goFor(scope: Scope): new () => Go;
