#!/usr/bin/env node
// The command line: cmd/jco-go as WebAssembly, with this process around it.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { host } from './host.js';
import { JsValues } from './jsvalues.js';
import { goFor } from './wasm-exec.js';

/** What the program looks at in the environment. Go has room for 8 KB of arguments and variables, some have more. */
const variables = ['GOTRACEBACK', 'HOME', 'JCO_GO_RUNTIME', 'JCO_RUN_ARGS', 'JCO_RUN_PATH', 'NO_COLOR'];

/**
 * Calls a function of node:fs again as long as the file is a pipe or terminal that is not ready. Node makes some of
 * them non-blocking, which Go does not expect.
 *
 * @param {(...args: any[]) => void} call its last argument is the callback
 */
const patient =
  (call) =>
  (/** @type {any[]} */ ...args) => {
    const callback = args[args.length - 1];
    const again = () =>
      call(...args.slice(0, -1), (/** @type {any} */ error, /** @type {any} */ result) => {
        if (error?.code === 'EAGAIN') setTimeout(again, 5);
        else callback(error, result);
      });
    again();
  };

/** Runs the native program instead, which starts at once and reads WIT text. @param {string} program */
function runNative(program) {
  const { JCO_GO_BINARY, ...env } = process.env;
  const { status, error } = spawnSync(program, process.argv.slice(2), { stdio: 'inherit', env });
  if (error) console.error(`jco-go: $JCO_GO_BINARY: ${error.message}`);
  process.exit(status ?? 1);
}

async function runWasm() {
  const Go = goFor({
    Array,
    ArrayBuffer,
    Date,
    Object,
    Promise,
    Reflect,
    String,
    TextDecoder,
    TextEncoder,
    Uint8Array,
    clearTimeout,
    console,
    crypto: globalThis.crypto,
    jcoGoHost: host,
    fs: { ...fs, read: patient(fs.read), write: patient(fs.write) },
    path,
    performance,
    process,
    setTimeout,
  });
  const go = new Go();
  // A path of Windows would be one name for Go, which thinks that it runs on Unix.
  const args = process.argv.slice(2);
  go.argv = ['jco-go', ...(process.platform === 'win32' ? args.map((arg) => arg.replaceAll('\\', '/')) : args)];
  const runtime = fileURLToPath(new URL('../runtime', import.meta.url));
  go.env = { TMPDIR: os.tmpdir(), PWD: process.cwd(), JCO_GO_RUNTIME: runtime };
  for (const name of variables) {
    const value = process.env[name];
    if (value !== undefined) go.env[name] = value;
  }
  go.exit = (code) => process.exit(code);

  const program = fs.readFileSync(new URL('./transpile.wasm', import.meta.url));
  // The functions that the library has for its optimizer; the command line runs wasm-opt by itself.
  const library = { optimize: () => 0 };
  /** @type {WebAssembly.Instance} */
  let instance;
  const jsbridge = new JsValues().imports(() => /** @type {any} */ (instance.exports.mem).buffer);
  const imports = { ...go.importObject, 'jco-go': library, jsbridge };
  instance = (await WebAssembly.instantiate(program, imports)).instance;
  await go.run(instance).catch((e) => {
    if (!/^total length of command line/.test(e?.message)) throw e;
    console.error('jco-go: the command line is longer than 8 KB');
    process.exit(2);
  });
}

if (process.env.JCO_GO_BINARY) runNative(process.env.JCO_GO_BINARY);
else await runWasm();
