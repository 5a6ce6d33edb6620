// The tarball, as it would be published: what is in it, how large it is, and that it works in an empty folder where
// nothing else is installed and nothing can be fetched.

import assert from 'node:assert/strict';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { before, test } from 'node:test';
import { brotli, buildPackage, forWasm, programArgs } from '../../internal/tools/lib/package.mjs';
import { execute, makeFolder, packageFolder, root } from './testing.mjs';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/** @type {string} */
let tarball;
/** @type {string[]} the files in it */
let packed;
/** @type {string} a folder in which it is installed */
let home;

before(async () => {
  await buildPackage();
  const out = await makeFolder();
  // Its hook would build once more.
  const pack = await run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', out], root);
  const [info] = Object.values(JSON.parse(pack));
  packed = info.files.map((/** @type {{ path: string }} */ f) => f.path).sort();
  tarball = join(out, info.filename);

  home = await makeFolder();
  await run(npm, ['install', tarball, '--offline', '--registry=http://127.0.0.1:9/', ...quiet], home);
  await cp(join(root, 'examples'), join(home, 'examples'), { recursive: true, filter: (path) => !/target/.test(path) });
});

/** Runs a program that has to succeed, and gives what it printed. @param {string} command @param {string[]} args */
async function run(command, args, cwd = home) {
  const { code, stdout, stderr } = await execute(command, args, { cwd });
  assert.equal(code, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a module in the folder. @param {string} name @param {string} code */
async function runModule(name, code) {
  await writeFile(join(home, name), code);
  return run(process.execPath, [name]);
}

test('it holds what it needs and nothing else', async () => {
  const files = await readdir(join(root, 'web', 'wasi'), { recursive: true, withFileTypes: true });
  const wasi = files
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(join(root, 'web', 'wasi'), join(parentPath, name)).replaceAll(sep, '/'));
  const code = [
    'api',
    'browser',
    'cli',
    'errors',
    'host',
    'instance',
    'jsvalues',
    'message',
    'minify',
    'native',
    'node',
    'optimize',
    'options',
    'programs',
  ];
  const want = [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'docs/npm.md', 'package.json'],
    ...['THIRD-PARTY.txt', 'index.d.ts', 'transpile.wasm', 'wasm-exec.d.ts', 'wasm-exec.js']
      .concat(code.map((name) => `${name}.js`))
      .map((name) => `web/npm/${name}`),
    ...['js', 'd.ts', 'wasm'].map((kind) => `web/runtime/jco-go-runtime.${kind}`),
    ...wasi.filter((name) => !/\.test\.|\.mjs$|testdata/.test(name)).map((name) => `web/wasi/${name}`),
  ];
  assert.deepEqual(packed, want.sort());
});

test('it is no larger than it may be', async () => {
  const module = await readFile(join(packageFolder, 'transpile.wasm'));
  const bytes = brotli(module).length;
  assert.ok(bytes <= 1_600_000, `transpile.wasm has ${bytes} bytes with brotli`);
  const { size } = await stat(tarball);
  assert.ok(size <= 3_000_000, `the tarball has ${size} bytes`);
});

test('the same sources give the same bytes wherever they lie', async () => {
  /** @type {Buffer[]} */
  const made = [];
  let sources = root;
  for (let i = 0; i < 2; i++) {
    const folder = await makeFolder();
    for (const name of ['go.mod', 'go.sum', 'cmd', 'transpile', 'jsbridge', 'internal']) {
      const filter = (/** @type {string} */ path) => !/[\\/](testdata|tools)$/.test(path);
      await cp(join(sources, name), join(folder, name), { recursive: true, filter });
    }
    const args = ['build', '-o', 'made.wasm', ...programArgs];
    const { code, stderr } = await execute('go', args, { cwd: folder, env: forWasm });
    assert.equal(code, 0, stderr);
    made.push(await readFile(join(folder, 'made.wasm')));
    assert.ok(!made[i].includes(folder), 'it has a path of this machine in it');
    sources = folder;
  }
  assert.ok(made[0].equals(made[1]));
});

test('nothing is installed but itself', async () => {
  assert.deepEqual(
    (await readdir(join(home, 'node_modules'))).filter((name) => !name.startsWith('.')),
    ['jco-go'],
  );
});

/** The code blocks of a section of the README: [language, code]. @param {string} title */
async function readme(title) {
  const text = await readFile(join(home, 'node_modules', 'jco-go', 'README.md'), 'utf8');
  const section = text.split(/^## /m).find((s) => s.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, code]) => [language, code]);
}

test("the README's first example runs, with the command line of the package", async () => {
  const [[shell, command], [language, code]] = await readme('In Node');
  assert.deepEqual([shell, language], ['sh', 'js']);
  assert.match(command, /^go run \.\/cmd\/jco-go transpile /);
  const args = command.trim().split(' ').slice(3);
  await run(process.platform === 'win32' ? 'npx.cmd' : 'npx', ['--offline', 'jco-go', ...args]);
  const [, printed] = /\/\/ (.+)/.exec(code) ?? [];
  assert.equal(await runModule('first.mjs', code), `${printed}\n`);
});

test("the README's example of the API runs, and what it writes runs, too", async () => {
  const [[language, code]] = await readme('From JavaScript');
  assert.equal(language, 'js');
  const [, printed] = /\/\/ (.+)/.exec(code) ?? [];
  assert.equal(await runModule('api.mjs', code), `${printed}\n`);
  const use = "import { add } from './out/adder.js';\nconsole.log(add(2, 3));\n";
  assert.equal(await runModule('use.mjs', use), '5\n');
});

test("the README's program runs on the package's WASI, as in docs/npm.md", async () => {
  const [[shell, command], [language, code]] = await readme('Programs in JavaScript');
  assert.deepEqual([shell, language], ['sh', 'js']);
  const args = command.trim().split(' ').slice(3);
  await run(process.execPath, ['node_modules/jco-go/web/npm/cli.js', ...args]);
  const [, printed] = /wait instantiate.*\/\/ (.+)/.exec(code) ?? [];
  assert.equal(await runModule('program.mjs', code), `${printed}\n`);
  const docs = await readFile(join(home, 'node_modules', 'jco-go', 'docs', 'npm.md'), 'utf8');
  assert.ok(docs.includes(code));
});

test('a component with async functions runs, with the runtime beside it, shared or from the command line', async () => {
  await cp(join(root, 'testdata/fixtures/async-lift.wasm'), join(home, 'later.wasm'));
  const use = 'console.log(await later(42) === 42 && now(7) === 7);';
  const code = `
    import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
    import { transpile } from 'jco-go';
    const beside = await transpile('./later.wasm', { outDir: 'beside' });
    const shared = await transpile('./later.wasm', { outDir: 'shared', runtime: 'jco-go/runtime' });
    const runtime = ['jco-go-runtime.js', 'jco-go-runtime.wasm'];
    console.log(runtime.map((name) => [\`beside/\${name}\` in beside.files, \`shared/\${name}\` in shared.files]).join());
    for (const { files } of [beside, shared])
      for (const [name, data] of Object.entries(files)) {
        mkdirSync(name.replace(/[^/]*$/, ''), { recursive: true });
        writeFileSync(name, data);
      }
    for (const folder of ['beside', 'shared']) {
      const { later, now } = await import(\`./\${folder}/later.js\`);
      ${use}
    }`;
  assert.equal(await runModule('later.mjs', code), 'true,false,true,false\ntrue\ntrue\n');
  await run(process.execPath, ['node_modules/jco-go/web/npm/cli.js', 'transpile', 'later.wasm', '-o', 'by-cli']);
  assert.equal(await runModule('by-cli.mjs', `import { later, now } from './by-cli/later.js';\n${use}`), 'true\n');
});

test('what is exported can be imported, and what is inside cannot', async () => {
  const code = `
    import * as api from 'jco-go';
    console.log(Object.keys(api).sort().join());
    console.log(import.meta.resolve('jco-go/transpile.wasm').endsWith('/web/npm/transpile.wasm'));
    console.log((await import('jco-go/package.json', { with: { type: 'json' } })).default.version);
    console.log(Object.keys(await import('jco-go/runtime')).sort().join());
    console.log(Object.keys(await import('jco-go/wasi')).sort().join());
    const { interfaces, stdout } = await import('jco-go/wasi/cli');
    console.log(typeof interfaces, typeof stdout.writeViaStream);
    for (const inside of ['runtime/core.js', 'web/npm/instance.js', 'web/wasi/streams.js', 'nothing']) {
      console.log(await import('jco-go/' + inside).catch((e) => e.code));
    }`;
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const none = 'ERR_PACKAGE_PATH_NOT_EXPORTED\n'.repeat(4);
  assert.equal(
    await runModule('exports.mjs', code),
    `TranspileError,initialize,transpile,types\ntrue\n${version}\nTrap,loadRuntime,startRuntime,trapText\nExitError,memory,readOnly,runCommand,wasi\nfunction function\n${none}`,
  );
  const required = "const { transpile } = require('jco-go'); console.log(typeof transpile);";
  const canRequire = Number(process.versions.node.split('.')[0]) >= 22;
  if (canRequire) assert.equal(await runModule('required.cjs', required), 'function\n');
});

test('the version is that of the command line', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const printed = await run(process.execPath, ['node_modules/jco-go/web/npm/cli.js', 'version']);
  assert.match(printed, new RegExp(`^jco-go ${version.replaceAll('.', '\\.')} go1\\.\\d+(\\.\\d+)? js/wasm\\n`));
});

const uses = `
import { initialize, TranspileError, transpile, types } from 'jco-go';
import { loadRuntime, startRuntime, Trap, trapText } from 'jco-go/runtime';
import type { Runtime, StreamErrorInfo } from 'jco-go/runtime';
import type { ErrorCode, Files, Need, TranspileOptions, TranspileResult, TypesOptions } from 'jco-go';

const bytes = new Uint8Array(8);
const result: TranspileResult = await transpile(bytes, {
  name: 'app', instantiation: 'sync', map: { 'a:b/*': './x.js#*' }, tlaCompat: false, base64Cutoff: 0, tracing: true,
  importBindings: 'direct-optimized', noTypescript: true, asyncMode: 'jspi', asyncExports: ['*'], runtime: 'jco-go/runtime', minify: true, componentFeatures: ['cm-values'], wasiShim: false,
});
const files: Files = result.files;
const data: Uint8Array | undefined = files['app.js'];
const first: string | undefined = result.imports[0];
for (const [name, kind] of result.exports) {
  const text: string = name;
  const known: 'function' | 'instance' | 'class' | 'module' = kind;
  [text, known];
}
const declarations: Record<string, Uint8Array> = await types(bytes.buffer, { guest: true });
await types('wit', { worldName: 'app', features: 'all' });
await initialize();
await initialize({ wasm: bytes });
await initialize({ wasm: Promise.resolve('./transpile.wasm') });
try {
  await transpile(new DataView(new ArrayBuffer(8)));
} catch (e) {
  if (e instanceof TranspileError) {
    const code: ErrorCode = e.code;
    const needs: Need[] = e.needs ?? [];
    const where: string | undefined = needs[0]?.where ?? e.path ?? e.feature ?? e.option;
    const offset: number | undefined = e.offset;
    [code, where, offset, e.message, e.stack];
  }
}
const runtime: Runtime = await loadRuntime();
await loadRuntime(() => './jco-go-runtime.wasm');
startRuntime(() => { throw runtime; }).onStreamError = (error, { kind, type }: StreamErrorInfo) => [error, kind, type];
const [ended, who, can]: [number, string, boolean] = [runtime.endDeadlocks(), runtime.whoWaits(), runtime.canSuspend];
[ended, who, can, trapText(new Trap('x'))?.length];

const options: TranspileOptions & TypesOptions = {};
[data, first, declarations, options];

// @ts-expect-error: no component
await transpile();
// @ts-expect-error: no component
await transpile(5);
// @ts-expect-error: no such mode
await transpile(bytes, { instantiation: 'later' });
// @ts-expect-error: no such option
await transpile(bytes, { nonsense: true });
// @ts-expect-error: of types only
await transpile(bytes, { guest: true });
// @ts-expect-error: of transpile only
await types(bytes, { map: {} });
await types(bytes, { asyncMode: 'jspi', asyncImports: ['*'], asyncWasiImports: true, asyncWasiExports: false });
// @ts-expect-error: no such mode
await transpile(bytes, { asyncMode: 'async' });
// @ts-expect-error: a promise
transpile(bytes).files;
// @ts-expect-error: nothing to construct
new TranspileError('invalid', 'no');
// @ts-expect-error: nothing to load from
await initialize({ wasm: 5 });
`;

for (const [what, lib, types, more] of /** @type {[string, string[], string[], string][]} */ ([
  ['no libraries', ['es2022'], [], ''],
  [
    'a browser',
    ['es2022', 'dom'],
    [],
    "await initialize({ wasm: fetch('x.wasm') }); await transpile(await (await fetch('c')).bytes());",
  ],
  [
    'Node',
    ['es2022'],
    ['node'],
    "import { readFile } from 'node:fs/promises'; await transpile(await readFile('x')); await types(new URL('file:///x'));",
  ],
])) {
  test(`its types hold with ${what}`, async () => {
    await cp(join(root, 'node_modules', '@types', 'node'), join(home, 'node_modules', '@types', 'node'), {
      recursive: true,
    });
    await cp(join(root, 'node_modules', 'undici-types'), join(home, 'node_modules', 'undici-types'), {
      recursive: true,
    });
    const dir = `types-${lib.length}${types.length}`;
    await writeFile(join(home, `${dir}.mts`), `${uses}\n${more}\n`);
    const config = {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      lib,
      types,
    };
    const compilerOptions = { ...config, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
    await writeFile(join(home, `${dir}.json`), JSON.stringify({ compilerOptions, files: [`${dir}.mts`] }));
    await run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', `${dir}.json`]);
  });
}
