// Loads generated modules for internal/tools/fuzz: for each line, a JSON object, it loads the module of a folder and
// answers with what is wrong and what it took. The module runs in a context that has the globals it may use and no others: not even eval.
//
//   --experimental-vm-modules is needed.

import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';

/** What a stub of the host throws. */
const hostError = 'the host has nothing to say';

/** What the context has besides ECMAScript's own globals. @param {string} dir */
const platform = (dir) => ({
  TextDecoder,
  TextEncoder,
  URL,
  atob,
  console: { error() {}, log() {} },
  fetch: (/** @type {URL} */ url) => new Response(read(dir, url), { headers: { 'content-type': 'application/wasm' } }),
  process: {
    getBuiltinModule: (/** @type {string} */ name) =>
      name === 'node:fs/promises' ? { readFile: async (/** @type {URL} */ url) => read(dir, url) } : undefined,
  },
  queueMicrotask,
});

/** Reads a core module beside the glue, and nothing else. @param {string} dir @param {URL | string} url */
function read(dir, url) {
  const name = decodeURIComponent(String(url).replace(/^.*\//, ''));
  if (new URL(url, pathToFileURL(`${dir}/`)).href !== new URL(encodeURIComponent(name), pathToFileURL(`${dir}/`)).href)
    throw new Error(`foreign file: ${url}`);
  return fs.readFileSync(`${dir}/${name}`);
}

// The async runtime is not under test, and not made from a component: all modules have it from here, with its own
// globals. lib/package.mjs makes it.
const runtimeFolder = new URL('../../../../web/runtime/', import.meta.url);
const runtimeModule = './jco-go-runtime.js';
const runtimeCore = 'jco-go-runtime.wasm';

/** @param {import('node:vm').Context} context @param {string} specifier what a generated module imports */
async function imported(context, specifier) {
  /** @type {Record<string, any>} */
  const exports = {};
  if (specifier === runtimeModule) {
    const runtime = await import(new URL(runtimeModule, runtimeFolder).href);
    // It lies beside the generated module, but for this.
    const loadRuntime = (/** @type {any} */ source) =>
      runtime.loadRuntime(source instanceof URL ? new URL(runtimeCore, runtimeFolder) : source);
    Object.assign(exports, runtime, { loadRuntime });
  }
  const names = Object.keys(exports);
  const module = new vm.SyntheticModule(
    names,
    () => {
      for (const name of names) module.setExport(name, exports[name]);
    },
    { context },
  );
  return module;
}

/** Every import, as a function, a class and an interface at once. @type {any} */
const stub = new Proxy(
  class Stub {
    constructor() {
      throw new Error(hostError);
    }
  },
  {
    get: (target, name) => {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return name === 'prototype' ? Reflect.get(target, name) : stub;
    },
    apply: () => {
      throw new Error(hostError);
    },
  },
);
const imports = new Proxy({}, { get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : stub) });

/**
 * @param {{ dir: string, form: string, keep: boolean, globals: string[] }} request
 * @returns {Promise<string | undefined>} what is wrong
 */
async function load({ dir, form, keep, globals }) {
  const context = vm.createContext({ ...platform(dir) }, { codeGeneration: { strings: false, wasm: true } });
  const own = vm.runInContext('globalThis', context);
  for (const name of Reflect.ownKeys(own))
    if (typeof name === 'string' && !globals.includes(name)) Reflect.deleteProperty(own, name);
  /** @type {string | undefined} */
  let foreign;
  /** @type {any} */
  let wrong;
  try {
    const url = pathToFileURL(`${dir}/c.js`).href;
    const module = new vm.SourceTextModule(fs.readFileSync(`${dir}/c.js`, 'utf8'), {
      context,
      identifier: url,
      initializeImportMeta: (meta) => {
        meta.url = url;
      },
      importModuleDynamically: /** @type {any} */ (
        (/** @type {string} */ name) => {
          foreign = name;
          throw new Error('foreign import()');
        }
      ),
    });
    await module.link(async (specifier) => imported(context, specifier));
    await module.evaluate();
    const { compile, Module } = own.WebAssembly;
    const { instantiate, $init } = /** @type {any} */ (module.namespace);
    const bytes = (/** @type {string} */ name) =>
      name === runtimeCore
        ? fs.readFileSync(new URL(runtimeCore, runtimeFolder))
        : read(dir, new URL(encodeURIComponent(name), url));
    if (form === 'async') await instantiate(async (/** @type {string} */ name) => compile(bytes(name)), imports);
    else if (form === 'sync') instantiate((/** @type {string} */ name) => new Module(bytes(name)), imports);
    else if (form === 'tla') await $init;
  } catch (e) {
    wrong = e;
  }
  if (foreign) return `it loads ${foreign} by import()`;
  if (wrong !== undefined && !expected(wrong, keep)) return String(wrong?.stack ?? wrong);
}

/** Tells the errors that a component may fail with. @param {any} e @param {boolean} keep its core code works */
function expected(e, keep) {
  switch (e?.name) {
    case 'RuntimeError':
      return true; // a trap
    case 'CompileError':
      return !keep || /enable with|invalid memory limits|maximum|exceeds|out of range|larger/.test(e.message);
    case 'RangeError':
      return /memory|allocat/i.test(e.message);
    case 'TypeError':
      return /^the component lacks these imports|: Argument 0|must be a WebAssembly\.Module/.test(e.message);
    case 'Error':
      return e.message === hostError;
  }
  return false;
}

for await (const line of createInterface({ input: process.stdin })) {
  let finding;
  const before = process.cpuUsage();
  try {
    finding = await load(JSON.parse(line));
  } catch (e) {
    finding = `the worker failed: ${/** @type {any} */ (e)?.stack ?? e}`;
  }
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ Finding: finding ?? '', Seconds: (user + system) / 1e6 })}\n`);
}
