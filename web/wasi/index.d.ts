/** A type that libraries of TypeScript declare, if they are there. */
type Global<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : never;

/** Where a program's output goes. What has a true `isTTY` is a terminal for it. */
export type Sink =
  | {
      /** A `WritableStream` of `Uint8Array`s, which is locked only while something is written. */
      getWriter(): {
        readonly ready: Promise<unknown>;
        write(chunk: Uint8Array): Promise<unknown>;
        releaseLock(): void;
      };
      isTTY?: boolean;
    }
  | {
      /** A `Writable` of Node. */
      write(chunk: Uint8Array, callback: (error?: Error | null) => void): unknown;
      isTTY?: boolean;
    }
  | {
      /** Is called with one chunk after the other, and waited for. */
      (chunk: Uint8Array): unknown;
      isTTY?: boolean;
    };

/**
 * Where a program's input comes from: a `ReadableStream` or Node's `Readable` of bytes or text, an iterable of such chunks, a
 * `Blob`, or the bytes or the text themselves. What has a true `isTTY` is a terminal for it.
 */
export type Source =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | { stream(): AsyncIterable<Uint8Array> | { getReader(): unknown } }
  | { getReader(): unknown; isTTY?: boolean }
  | ((AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>) & { isTTY?: boolean });

/** What a file has in it. */
export type Content = string | ArrayBuffer | ArrayBufferView | Global<'Blob'>;

/** A directory: files and directories by their names, or by their paths. */
export type Files = { [name: string]: Content | Files } | Map<string, Content | Files>;

/** A tree of files in memory. */
export interface Memory {
  /** All files by their paths, as they are now. */
  files(): Promise<Map<string, Uint8Array>>;
  /** The bytes of a file, undefined if there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Makes a file, in the place of one that is there, and the directories that it is in. */
  write(path: string, content: Content): Promise<void>;
}

/** A directory for a program: in Node a path or a `file:` URL, and everywhere a tree in memory, or the files for one. */
export type Preopen = string | Global<'URL'> | Memory | Files;

/** What a program gets. What is left out, it does not have. */
export interface WasiOptions {
  /** The arguments, the program's name included. */
  args?: Iterable<string>;
  /** The environment variables. */
  env?: Record<string, string> | Iterable<readonly [string, string]>;
  /** What `get-initial-cwd` gives. */
  cwd?: string;
  /** The directories, by the names under which the program finds them. */
  preopens?: Record<string, Preopen> | Iterable<readonly [string, Preopen]>;
  /** Standard input: by default that of the process, or in a browser none. `null` is empty. */
  stdin?: Source | null;
  /** Standard output: by default that of the process, or the console. `null` writes nothing. */
  stdout?: Sink | null;
  /** Standard error: by default that of the process, or the console. `null` writes nothing. */
  stderr?: Sink | null;
  /** What the program may reach on the network, for sockets and HTTP. */
  net?: Net;
  http?: Http;
}

/**
 * What a program may reach on the network. A rule is `HOST` or `HOST:PORT`: `*`, a name, `*.` and a name, an address or a
 * range of addresses; a port or a range of ports. docs/wasi.md has all of it.
 */
export interface Net {
  /** What may be connected and sent to, and which names may be looked up. */
  connect?: string[];
  /** The local addresses that may be listened on. */
  listen?: string[];
  /** Gives the texts of the addresses of a name: by default the system is asked, which a page cannot. */
  lookup?(name: string): Promise<string[]>;
}

/** What there is for HTTP besides the network. */
export interface Http {
  /** What requests go on to that the program gives to an imported `wasi:http/handler`; without it they are denied. */
  handler?: typeof import('./interfaces/wasi-http-handler.js')['handle'];
  /** In Node: certificates, as `tls.connect` takes them. */
  tls?: { ca?: string | string[] };
}

/** The interfaces of WASI 0.3, by the names that components import; one of another 0.3.x finds them as well. */
export interface WasiImports {
  'wasi:cli/environment@0.3.0': typeof import('./interfaces/wasi-cli-environment.js');
  'wasi:cli/exit@0.3.0': typeof import('./interfaces/wasi-cli-exit.js');
  'wasi:cli/stdin@0.3.0': typeof import('./interfaces/wasi-cli-stdin.js');
  'wasi:cli/stdout@0.3.0': typeof import('./interfaces/wasi-cli-stdout.js');
  'wasi:cli/stderr@0.3.0': typeof import('./interfaces/wasi-cli-stderr.js');
  'wasi:cli/terminal-input@0.3.0': typeof import('./interfaces/wasi-cli-terminal-input.js');
  'wasi:cli/terminal-output@0.3.0': typeof import('./interfaces/wasi-cli-terminal-output.js');
  'wasi:cli/terminal-stdin@0.3.0': typeof import('./interfaces/wasi-cli-terminal-stdin.js');
  'wasi:cli/terminal-stdout@0.3.0': typeof import('./interfaces/wasi-cli-terminal-stdout.js');
  'wasi:cli/terminal-stderr@0.3.0': typeof import('./interfaces/wasi-cli-terminal-stderr.js');
  'wasi:clocks/monotonic-clock@0.3.0': typeof import('./interfaces/wasi-clocks-monotonic-clock.js');
  'wasi:clocks/system-clock@0.3.0': typeof import('./interfaces/wasi-clocks-system-clock.js');
  'wasi:clocks/timezone@0.3.0': typeof import('./interfaces/wasi-clocks-timezone.js');
  'wasi:filesystem/preopens@0.3.0': typeof import('./interfaces/wasi-filesystem-preopens.js');
  'wasi:filesystem/types@0.3.0': typeof import('./interfaces/wasi-filesystem-types.js');
  'wasi:random/random@0.3.0': typeof import('./interfaces/wasi-random-random.js');
  'wasi:random/insecure@0.3.0': typeof import('./interfaces/wasi-random-insecure.js');
  'wasi:random/insecure-seed@0.3.0': typeof import('./interfaces/wasi-random-insecure-seed.js');
  'wasi:http/types@0.3.0': typeof import('./interfaces/wasi-http-types.js');
  'wasi:http/client@0.3.0': typeof import('./interfaces/wasi-http-client.js');
  'wasi:http/handler@0.3.0': typeof import('./interfaces/wasi-http-handler.js');
  'wasi:sockets/types@0.3.0': typeof import('./interfaces/wasi-sockets-types.js');
  'wasi:sockets/ip-name-lookup@0.3.0': typeof import('./interfaces/wasi-sockets-ip-name-lookup.js');
}

/**
 * Makes a host of WASI 0.3 for one component, or for several that may share it: the import object. Nothing of it is shared
 * with another one that this function makes.
 */
export function wasi(options?: WasiOptions): WasiImports;

/**
 * Makes a tree of files in memory, which can be read while and after a program runs.
 *
 * @param options `maxBytes`: what the tree may hold (1 GiB); a program that writes more gets `insufficient-space`
 */
export function memory(files?: Files, options?: { maxBytes?: number }): Memory;

/** A tree in memory that is kept in a directory of the browser. */
export interface Stored extends Memory {
  /** Writes back what has changed. That also happens when a program syncs, and a moment after it has changed something. */
  save(): Promise<void>;
}

/**
 * Opens a directory of the browser as a tree for `preopens`; only in pages and workers. Links and times are not kept.
 *
 * @param directory default: the origin's private file system
 * @param options `maxBytes`: what the tree may hold, in memory too (1 GiB, or what is there if that is more)
 */
export function opfs(directory?: Global<'FileSystemDirectoryHandle'>, options?: { maxBytes?: number }): Promise<Stored>;

/** A directory that a program cannot change: every try gets `read-only`. */
export function readOnly(directory: Preopen): Preopen;

/** What `exit` and `exit-with-code` throw: a call of the component ends with it. */
export class ExitError extends Error {
  readonly exitError: true;
  /** The exit code, from 0 to 255. */
  readonly code: number;
  constructor(code: number);
}

/**
 * Runs a command to its end, and gives its exit code: 0, 1 if `run` gave an error, or what the program ended with.
 * What traps or fails otherwise is thrown.
 *
 * @param component the exports of an instance, or the module of a transpiled component
 * @throws {TypeError} it exports no `wasi:cli/run`
 */
export function runCommand(component: object, options?: { signal?: Global<'AbortSignal'> }): Promise<number>;
