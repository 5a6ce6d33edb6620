// What `npm run build` makes for the npm package: the programs as WebAssembly, and the piece of JavaScript that the Go
// release they were compiled with brings along.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import zlib from 'node:zlib';
import { root } from './places.mjs';
import { must, ProgramFailed } from './run.mjs';
import { stripLines } from './strip.mjs';

export const packageFolder = join(root, 'web', 'npm');

/** The task core and its driver, which transpiled components take along. */
export const runtimeFolder = join(root, 'web', 'runtime');

/** What transpiled modules import of the runtime. */
const runtimeExports = ['Trap', 'trapText', 'loadRuntime', 'startRuntime'];

/** What is made there. */
export const builtFiles = [
  ...['transpile.wasm', 'wasm-exec.js', 'THIRD-PARTY.txt'].map((name) => join(packageFolder, name)),
  ...['jco-go-runtime.wasm', 'jco-go-runtime.js', 'wasm-exec.js'].map((name) => join(runtimeFolder, name)),
];

const cache = join(root, '.cache', 'package');

/** What makes the same sources and the same Go give the same bytes, wherever that is. */
const reproducible = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid='];

// Most calls are the first of their process: fewer bytes to compile are then worth more than inlined functions. In our
// own packages inlining gains nothing that V8 does not gain, in the standard library it is half the time of later calls.

/**
 * Arguments of go build for the transpiler and the command line, which are one program. Without text/template the linker can
 * tell which methods nobody calls.
 */
export const programArgs = [
  ...reproducible,
  '-gcflags=github.com/jco-go/jco-go/...=-l',
  '-tags=urfave_cli_no_template',
  './cmd/jco-go',
];

/** Arguments of go build for the native program, without the file. */
const nativeArgs = [...reproducible, '-tags=urfave_cli_no_template', './cmd/jco-go'];

/** The native program, where `npm run build -- --native` puts it. */
export const nativeProgram = join(root, 'bin', `jco-go${process.platform === 'win32' ? '.exe' : ''}`);

/** What it may have in bytes. */
const nativeLimit = 25e6;

/** Builds the native program as it is given away: small, without paths of this machine, and what it looks for in web. */
export async function buildNative() {
  await must('go', ['build', '-o', nativeProgram, ...nativeArgs]);
  const { size } = statSync(nativeProgram);
  await buildRuntime();
  if (size > nativeLimit) throw new ProgramFailed(`${nativeProgram} has ${size} bytes, more than ${nativeLimit}`);
}

/** Arguments of go build for the task core. */
const runtimeArgs = [...reproducible, './polyfill/wasm'];

/** What has to be in the environment of go build. */
export const forWasm = { GOOS: 'js', GOARCH: 'wasm', GOFLAGS: '', GOEXPERIMENT: '', GOWASM: '' };

/** Builds all; what is up to date is not touched. */
export async function buildPackage() {
  mkdirSync(cache, { recursive: true });
  await buildRuntime();
  put(packageFolder, 'transpile.wasm', stripLines(await compile(programArgs)));
  put(packageFolder, 'wasm-exec.js', await wasmExec());
  put(packageFolder, 'THIRD-PARTY.txt', await licences('./cmd/jco-go'));
}

/** Builds what is in the folder of the runtime. */
export async function buildRuntime() {
  mkdirSync(cache, { recursive: true });
  put(runtimeFolder, 'jco-go-runtime.wasm', stripLines(await compile(runtimeArgs), 16));
  put(runtimeFolder, 'wasm-exec.js', await wasmExec());
  put(runtimeFolder, 'jco-go-runtime.js', oneModule(runtimeFolder, 'runtime.js'));
}

/**
 * Puts a module and all that it imports into one, without a bundler: no name is declared twice, and no import renames.
 * @param {string} folder
 * @param {string} entry
 */
export function oneModule(folder, entry) {
  /** @type {string[]} */
  const parts = [];
  /** @type {Map<string, string>} */
  const owners = new Map();
  const seen = new Set();
  /** @param {string} name */
  const add = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    let code = readFileSync(join(folder, name), 'utf8');
    const imports = /^(?:import|export) (?:[^;'"]*?from )?'(\.\.?\/[^']+)';\n/gm;
    for (const [, other] of code.matchAll(imports)) add(join(dirname(name), other));
    code = code.replace(imports, '').replace(/^export (?=(?:async |)(?:function|class|const|let) )/gm, '');
    for (const [, declared] of code.matchAll(/^(?:async )?(?:function\*?|class|const|let) (\w+)/gm)) {
      const owner = owners.get(declared);
      if (owner && owner !== name) throw new Error(`${folder}: ${owner} and ${name} both declare ${declared}`);
      owners.set(declared, name);
    }
    parts.push(code.trim());
  };
  add(entry);
  return `${parts.join('\n\n')}\n\nexport { ${runtimeExports.join(', ')} };\n`;
}

/** @param {string[]} args of go build */
async function compile(args) {
  const out = join(cache, `program.${process.pid}`); // others may be building as well
  await must('go', ['build', '-o', out, ...args], forWasm);
  const made = readFileSync(out);
  rmSync(out);
  return made;
}

/**
 * Compresses as well as can be, which takes its time: what was compressed once is kept.
 * @param {Uint8Array} data
 * @returns {Buffer}
 */
export function brotli(data) {
  const kept = join(cache, `${createHash('sha256').update(data).digest('hex')}.br`);
  if (existsSync(kept)) return readFileSync(kept);
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const packed = zlib.brotliCompressSync(data, {
    params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: data.length },
  });
  const old = readdirSync(cache).filter((name) => name.endsWith('.br'));
  if (old.length > 8) for (const name of old) rmSync(join(cache, name), { force: true });
  writeWhole(kept, packed);
  return packed;
}

/** Go's wasm_exec.js, as a function of what it takes for its globals. */
async function wasmExec() {
  const goroot = (await must('go', ['env', 'GOROOT'])).trim();
  const version = (await must('go', ['env', 'GOVERSION'])).trim();
  const code = readFileSync(join(goroot, 'lib', 'wasm', 'wasm_exec.js'), 'utf8');
  return `// @ts-nocheck
// Made by \`npm run build\` from lib/wasm/wasm_exec.js of ${version}. THIRD-PARTY.txt has Go's licence.

export function goFor(scope) {
const globalThis = scope;
const { fs, console, crypto, performance, setTimeout, clearTimeout } = scope;

${code}
return scope.Go;
}
`;
}

/** @param {...string} programs */
async function licences(...programs) {
  const goroot = (await must('go', ['env', 'GOROOT'])).trim();
  const list = await must('go', ['list', '-deps', '-f', '{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}', ...programs], {
    GOOS: 'js',
    GOARCH: 'wasm',
  });
  const texts = [['The Go standard library and runtime', goroot]];
  for (const line of [...new Set(list.split('\n'))].sort()) {
    const [path, dir] = line.split('\t');
    if (path && relative(root, dir) !== '') texts.push([path, dir]);
  }
  return texts
    .map(([name, dir]) => {
      const file = readdirSync(dir).find((f) => /^(LICEN[SC]E|COPYING)(\.(txt|md))?$/i.test(f));
      if (!file) throw new Error(`${name} has no licence file in ${dir}`);
      return `${name}\n\n${readFileSync(join(dir, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(79)}\n\n`);
}

/** @param {string} folder @param {string} name @param {string | Uint8Array} content */
function put(folder, name, content) {
  const file = join(folder, name);
  const data = Buffer.from(content);
  if (existsSync(file) && readFileSync(file).equals(data)) return;
  writeWhole(file, data);
}

/** Writes a file that others may be reading. @param {string} file @param {Uint8Array} data */
function writeWhole(file, data) {
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, data);
  renameSync(part, file);
}
