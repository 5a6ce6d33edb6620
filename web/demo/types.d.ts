// The shapes that the demo's files share: example.json (examples/README.md) and demo.json, which `npm start` makes of it.

/** A value that JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A WIT type. A primitive is its name; everything else is an object with one telling key and, if it has one, its name. */
export type WitType =
  | string
  | { name?: string; record: [name: string, type: WitType][] }
  | { name?: string; variant: [name: string, type: WitType | null][] }
  | { name?: string; enum: string[] }
  | { name?: string; flags: string[] }
  | { name?: string; tuple: WitType[] }
  | { name?: string; list: WitType; length?: number }
  | { name?: string; map: [key: WitType, value: WitType] }
  | { name?: string; option: WitType }
  | { name?: string; result: [ok: WitType | null, err: WitType | null] }
  | { name?: string; own: string }
  | { name?: string; borrow: string };

/** An exported function: `add`, `ns:pkg/iface@1.0.0#add`, `ns:pkg/iface@1.0.0#[method]counter.add`. */
export interface ExportedFunc {
  export: string;
  params: { name: string; type: WitType }[];
  result: WitType | null;
}

/** One step of a script, see examples/README.md. */
export type Step =
  | ['new', resource: string, args: Json[], variable: string]
  | ['call', variable: string, method: string, args: Json[], variable?: string]
  | ['do', variable: string, method: string, args: Json[], variable?: string]
  | ['static', resource: string, name: string, args: Json[], variable?: string]
  | ['func', name: string, args: Json[], variable?: string]
  | ['drop', variable: string];

/** One row of the table: a plain call, or a script. */
export type Call = { label: string } & ({ export: string; args: Json[] } | { script: Step[] });

/** An answer and what it cost: the text is compared, the time is not. */
export interface Answer {
  text: string;
  ms?: number;
}

export interface Example {
  name: string;
  title: string;
  language: string;
  /** The world as WIT text. */
  wit: string;
  /** The glue and, if there are imports, the host, as addresses beside demo.json. */
  module: string;
  host?: string;
  /** Bytes of the component, of the glue and of the core modules together. */
  sizes: { component: number; glue: number; core: number };
  exports: ExportedFunc[];
  calls: (Call & { native: Answer; node: Answer })[];
}

export interface Demo {
  /** What answered natively and in Node: "Go 1.26.8, wazero 1.12.0", "Node 26.10.0". */
  native: string;
  node: string;
  examples: Example[];
}

/** What a test or `npm start -- --once` reads when the page is done. */
export interface DemoReport {
  done: boolean;
  verdict: string;
  equal: boolean;
  rows: { example: string; call: string; native: string; node: string; answer: string; equal: boolean }[];
}

declare global {
  interface Window {
    __jcoGoDemo?: DemoReport;
  }
}
