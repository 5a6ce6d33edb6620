// The types of the package: import { transpile, types } from 'jco-go'. Names of options and the shape of results are
// those of jco 1.35's library; docs/npm.md tells the differences.

/** What is known of the environment's own types, so that none of them has to be there. */
type Global<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : never;
type Module = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : never;

/**
 * The binary of a component. In Node also where it is: a path or a file: URL, whose name without its extension is the
 * default of the option `name` then.
 */
export type Component = Uint8Array | ArrayBuffer | ArrayBufferView | string | Global<'URL'>;

/** Options of transpile and of types. */
export interface CommonOptions {
  /** Base name of the files. Default: 'component', or the name of the component's file. */
  name?: string;
  /** Export instantiate() instead of instantiating the component when the module is loaded. */
  instantiation?: 'async' | 'sync' | { tag: 'async' | 'sync' };
  /** Export a promise `$init` instead of using top-level await. */
  tlaCompat?: boolean;
  /** Refuse numbers out of the range of their WIT type, which are taken modulo otherwise. */
  strict?: boolean;
  /** Put in front of the names of the files. Nothing is written to disk. */
  outDir?: string;
  /** Flags as a bigint instead of an object of booleans. */
  flagsAsBigInt?: boolean;
  /** The same, as the option of the command line has it. */
  flagsAsBigint?: boolean;
  /** Declare the cases of a variant in its type instead of as an interface each. */
  variantsInlineCases?: boolean;
  /** Export objects with the values of flags, enums and variants. Implies flagsAsBigInt. */
  useNamespaceObjects?: boolean;
  /** The case `dark-green` of an enum as 'DARK_GREEN'. */
  enumValuesScreamingSnakeCase?: boolean;
  /**
   * A `tuple<stream<T>, future<result<U, E>>>` as one ReadableStream that errors with the E instead of just ending, and
   * has the U as its property `result`, both ways.
   */
  resultStreams?: boolean;
  /**
   * Features of the component model to turn on or, with - in front, off, under wasm-tools' names: 'cm-values,-cm-async'
   * or a list of them. An unknown one is an error that lists them.
   */
  componentFeatures?: string | string[];
  /** Without effect, as nothing is printed. */
  quiet?: boolean;
  /**
   * What may suspend besides async functions: 'sync' is nothing, 'jspi' what the next four choose, which have no effect
   * without it. Default: 'sync'.
   */
  asyncMode?: 'sync' | 'jspi' | { tag: 'sync' } | { tag: 'jspi'; val: { imports: string[]; exports: string[] } };
  /** Sync functions of the host's that may return a promise: patterns such as 'ns:pkg/iface@1.0.0#func' or '*'. */
  asyncImports?: string[];
  /** Sync functions that return a promise and may suspend. */
  asyncExports?: string[];
  /** The same for what waits of wasi:io 0.2: poll, pollable.block and the blocking functions of streams. A list, as jco declares it, counts as true. */
  asyncWasiImports?: boolean | string[];
  /** The same for run of wasi:cli and handle of wasi:http, 0.2. */
  asyncWasiExports?: boolean | string[];
  /** true: async imports get no { signal } behind their parameters. */
  noImportSignal?: boolean;
}

export interface TranspileOptions extends CommonOptions {
  /** Where imports come from: a WIT name, which may hold a *, to a module, which may hold that * and a #member. */
  map?: Record<string, string> | string[] | string;
  /** false: do not import wasi:* from @bytecodealliance/preview2-shim. */
  wasiShim?: boolean;
  /**
   * Where the module imports the async runtime from, such as 'jco-go/runtime', if it needs that. Default: from a file
   * beside it, which is among the files of the result.
   */
  runtime?: string;
  /** Core modules of fewer bytes are put into the ES module. Default: 5000. Without effect with `instantiation`. */
  base64Cutoff?: number;
  /** true: no .d.ts files. */
  noTypescript?: boolean;
  /** false: no .d.ts files. */
  emitTypescriptDeclarations?: boolean;
  /** false: leave out how core modules are read from files in Node. */
  nodejsCompat?: boolean;
  /** false: do not export interfaces under their full names. */
  namespacedExports?: boolean;
  /** true: throw the error of a result itself instead of a ComponentError with it as its payload. */
  noComponentErrorWrapping?: boolean;
  /** The contrary. */
  componentErrorWrapping?: boolean;
  /** Minify the ES module with the package esbuild, which has to be installed. Not in browsers. */
  minify?: boolean;
  /**
   * Run wasm-opt, of the package binaryen, over every core module. It is looked for in node_modules/.bin here and further
   * up, and in $PATH. Not in browsers.
   */
  optimize?: boolean;
  /** The arguments of wasm-opt, after those that enable features. Default: -Oz --low-memory-unused --strip-debug. */
  optArgs?: string[];
  /** The path of wasm-opt. Like optArgs it has no effect without optimize. */
  wasmOptBin?: string | string[];
  /** The same in another form. */
  optimizeOptions?: { optArgs?: string[]; wasmOptBin?: string; quiet?: boolean; noVerify?: boolean };
  /** How imports are called: 'js', or one of the others for hosts that give core functions. */
  importBindings?: 'js' | 'hybrid' | 'optimized' | 'direct-optimized';
  /** Write every call of an export or import to console.error, and every resource that nobody disposed of. */
  tracing?: boolean;
  /** Without effect: what it leaves out in jco's output is never there. */
  validLiftingOptimization?: boolean;
  /** Without effect: memories are never polyfilled. */
  multiMemory?: boolean;
  /** Without effect: nothing has to be turned on. */
  bindgenEnableWasmExnref?: boolean;
  /** Without effect, in jco as well. */
  experimentalIdlImports?: boolean;
  /** Not available. */
  js?: false;
  /** Not available. */
  stub?: false;
}

export interface TypesOptions extends CommonOptions {
  /** Declare modules for code inside the component instead of for its host. */
  guest?: boolean;
  /** Of WIT text: the world, if there are several. */
  worldName?: string;
  /** Of WIT text: the @unstable features to keep. */
  features?: string[] | 'all';
  /** The same under another name. */
  feature?: string[] | 'all';
  /** Of WIT text: keep all that is @unstable. */
  allFeatures?: boolean;
}

/** Files by their names, which have / between their parts. */
export type Files = Record<string, Uint8Array>;

export interface TranspileResult {
  /** The ES module first, then core modules and declarations. */
  files: Files;
  /** The specifiers that the module imports or, with `instantiation`, the keys of the import object; sorted. */
  imports: string[];
  /** The names that the module exports or, with `instantiation`, that the instance has. */
  exports: [name: string, kind: 'function' | 'instance' | 'class' | 'module'][];
}

/**
 * Transpiles a component to an ES module, its core modules and TypeScript declarations.
 *
 * The work is done in one go, for a large component in some tenths of a second: what must stay responsive calls it in a
 * worker. Calls do not disturb each other, not even one that fails.
 *
 * @throws {TranspileError} for a component or an option that cannot be used
 * @throws {TypeError} for arguments of a wrong type
 */
export function transpile(component: Component, options?: TranspileOptions): Promise<TranspileResult>;

/**
 * Gives the TypeScript declarations of a component, those of transpile with the same options. The component may need
 * what transpile cannot do yet.
 *
 * In Node it may be the path of a .wit file, or of a folder of them with their dependencies in `deps`. WIT text is read
 * by the native program that $JCO_GO_BINARY names; without one the error has the code 'wit-text'.
 *
 * @throws {TranspileError}
 * @throws {TypeError}
 */
export function types(component: Component, options?: TypesOptions): Promise<Files>;

export interface InitializeOptions {
  /**
   * The module `jco-go/transpile.wasm`, or where to find it, for platforms that forbid compiling and for bundles that
   * do not know `new URL(…, import.meta.url)`. A string or URL is fetched; in Node it is a file.
   */
  wasm?: WasmSource | Promise<WasmSource>;
}

export type WasmSource =
  | (object & Module)
  | Global<'Response'>
  | Global<'URL'>
  | string
  | ArrayBuffer
  | ArrayBufferView;

/**
 * Loads the transpiler, which the first call would do otherwise.
 *
 * @throws {Error} if it is loaded already and `wasm` is given
 */
export function initialize(options?: InitializeOptions): Promise<void>;

/**
 * What kind of error it is:
 *
 * - `invalid`: the component is malformed or invalid, at `offset` and `path`
 * - `core-module`: it is a core module
 * - `text`, `wit-text`: it is WebAssembly text or WIT text, not a binary
 * - `feature-off`: it uses `feature`, which is off
 * - `limit`: it is over a limit, or would unfold to too much
 * - `unsupported`: it is valid, but cannot be transpiled; see `needs`
 * - `option`: the option `option` cannot be used as it was given
 * - `internal`: the transpiler has a bug; `cause` tells more
 */
export type ErrorCode =
  | 'invalid'
  | 'core-module'
  | 'text'
  | 'wit-text'
  | 'feature-off'
  | 'limit'
  | 'unsupported'
  | 'option'
  | 'internal';

/** Something that a component needs. */
export interface Need {
  /** Which export, import or definition needs it: `export "run"`. */
  where: string;
  /** What it needs: `an async function (canon lift async)`. */
  feature: string;
  /** Where that is in the component, in bytes. */
  offset?: number;
}

export interface TranspileErrorFields {
  code: ErrorCode;
  /** Where in the component, in bytes. */
  offset?: number;
  /** The item: `component.instance[3].export "run"`. */
  path?: string;
  /** The feature of the component model that is off. */
  feature?: string;
  /** The name of the option. */
  option?: string;
  /** All that an unsupported component needs and that is not there. */
  needs?: Need[];
}

/** Why a component could not be transpiled. The message has it all, and what can be done. */
export class TranspileError extends Error implements TranspileErrorFields {
  private constructor();
  override name: 'TranspileError';
  code: ErrorCode;
  offset?: number;
  path?: string;
  feature?: string;
  option?: string;
  needs?: Need[];
}
