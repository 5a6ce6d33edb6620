// The shapes of the bench's data. Report is what --json writes and the HTML report is made from.

/** The exports of a contestant, under jco's names. */
// biome-ignore lint/suspicious/noExplicitAny: they differ from component to component, and workloads say which they call
export type Api = any;

/** Something that every contestant does, a call at a time. */
export interface Workload {
  /** What --only matches, together with the title. */
  id: string;
  title: string;
  /** A name in `components`. */
  component: string;
  /** What the limit is. */
  limit: string;
  /** What the bare copy of the same bytes is, if there is one. */
  bare?: string;
  /** The limit must be within 1.2 times the bare copy. */
  atBare?: boolean;
  /** At most so many times the limit is wanted of us. */
  goal?: number;
  /** Options for jco besides those for all. */
  jcoOptions?: string[];
  /** At most so many calls in a sample. */
  most?: number;
  /** One answer, the same for every contestant: `want`. */
  answer(api: Api): unknown;
  want: unknown;
  /** Gives the loop that is timed: n calls. It throws if it ends with a wrong result. */
  loop(api: Api): (n: number) => void | Promise<void>;
}

/** A measured time in nanoseconds per call: the median of all samples, and the quartiles. */
export interface Figure {
  median: number;
  low: number;
  high: number;
  /** The samples in the order of the rounds. */
  rounds: number[];
  /** Calls in a sample. */
  calls: number;
}

/** bare: the same bytes copied; limit: core call or glue by hand; ours; typed: ours by a typed Go function; jco. */
export type Contestant = 'bare' | 'limit' | 'ours' | 'typed' | 'jco';

/** A row of the calls tables. */
export interface CallRow {
  id: string;
  title: string;
  limit: string;
  bare?: string;
  goal?: number;
  atBare?: boolean;
  figures: Partial<Record<Contestant, Figure>>;
  /** Contestants that failed, or answered wrongly. */
  errors?: Partial<Record<Contestant, string>>;
  verdict: Verdict;
}

export interface Verdict {
  ok: boolean;
  /** "" if all is well, else what was missed. */
  text: string;
}

/** The size of the JavaScript that a tool made, in bytes. */
export interface GlueSize {
  raw: number;
  min: number;
  minGzip: number;
}

/** Something of async functions: a loop that is timed, or one measurement. */
export interface AsyncWorkload {
  id: string;
  title: string;
  component: 'async' | 'rust';
  /** What the component imports. */
  host?: object;
  /** What the function of the host's is that `async` imports. */
  answer?(x: number): Promise<number>;
  unit: 'ns' | 'bytes' | 'count';
  /** At most so much is wanted of us, over `base` if there is that. */
  goal: number;
  base?(n: number): Promise<void>;
  /** A sample has a multiple of so many calls. */
  least?: number;
  /** n calls. It throws if it ends with a wrong result. */
  loop?(api: Api, n: number): Promise<unknown>;
  once?(start: (host?: object) => Promise<Api>, tools: AsyncTools): Promise<number>;
}

export interface AsyncTools {
  /** What the heaps and the memories of guests and core take now. */
  bytes(): Promise<number>;
  /** How often a microtask or timer was asked for in so many milliseconds. */
  wakeUps(ms: number): Promise<number>;
  /** Whether what takes long is to be made shorter. */
  quick: boolean;
}

/** A row of the table of async functions; times are nanoseconds per call. */
export interface AsyncRow {
  id: string;
  title: string;
  unit: AsyncWorkload['unit'];
  goal: number;
  /** Medians of the clock, and of the processor's time, which counts. */
  wall?: number;
  cpu?: number;
  /** What `base` takes. */
  over?: number;
  /** What is no time. */
  value?: number;
  errors?: { ours?: string };
  verdict: Verdict;
}

/** What a workload of streams has: two instances of the component. */
export interface Streaming {
  api: Api;
  other: Api;
}

/** Something that is done with streams or futures: a loop that is timed. */
export interface StreamWorkload {
  id: string;
  title: string;
  unit: StreamRow['unit'];
  /** How many bytes or elements there are each time round. */
  size: number;
  goal?: number;
  part?: number;
  /** n times round. It throws if it ends with a wrong result. */
  loop(guests: Streaming, n: number): Promise<unknown>;
  /** What jco is asked, a loop of its own where it has other methods; or why it cannot be asked. */
  jco: string | { n: number; loop?: StreamWorkload['loop'] };
}

/** Times are nanoseconds for each time round: by the clock, and of the processor. */
export interface Taken {
  wall: number;
  cpu: number;
}

/** A row of the table of streams and futures. */
export interface StreamRow {
  id: string;
  title: string;
  where: 'Node' | 'Go';
  /** What is counted a second, `size` for each time round; ns: how long one takes. */
  unit: 'bytes' | 'chunks' | 'records' | 'ns';
  size: number;
  /** At least so many a second are wanted, of ns at most so long. */
  goal?: number;
  /** At least such a part of the speed of `copy` is wanted. */
  part?: number;
  ours?: Taken;
  jco?: Taken;
  /** Why there is no figure of jco's. */
  without?: string;
  /** memory.copy of the same bytes. */
  copy?: Taken;
  errors?: { ours?: string };
  verdict: Verdict;
}

export interface GlueRow {
  id: string;
  title: string;
  component: number;
  ours?: GlueSize;
  jco?: GlueSize;
  errors?: Partial<Record<'ours' | 'jco', string>>;
  verdict: Verdict;
}

/** What one process took. */
export interface Cost {
  /** Median, in ms. */
  wall: number;
  cpu: number;
  /** The largest resident set, in bytes; 0 if the system does not tell. */
  memory: number;
  runs: number;
  /** Of wasm: ms from the import of the package to its answer, the start of Node not counted. */
  answered?: number;
}

/**
 * ours: the native program; wasm: a script that calls the npm package; npx: the command line of the npm package; jco: its
 * command line.
 */
export type Transpiler = 'ours' | 'wasm' | 'npx' | 'jco';

export interface TranspileRow {
  id: string;
  title: string;
  component: number;
  ours?: Cost;
  wasm?: Cost;
  npx?: Cost;
  jco?: Cost;
  errors?: Partial<Record<Transpiler, string>>;
  /** What is wanted of the native program. */
  goal?: { ms: number; mb: number };
  verdict: Verdict;
}

export interface Report {
  /** When it was made, ISO 8601. */
  made: string;
  machine: { cpu: string; cores: number; memory: number; system: string; node: string; go: string };
  tools: { ours: string; jco: string; minifier: string };
  quick: boolean;
  /** In Node, against jco. */
  calls: CallRow[];
  /** Async functions in Node; older files have none. */
  async?: AsyncRow[];
  /** Streams and futures in Node and in Go; older files have none. */
  streams?: StreamRow[];
  /** In Go, against wazero. */
  native: CallRow[];
  glue: GlueRow[];
  transpile: TranspileRow[];
}
