// Every option of jco's library is followed or refused with a reason; none is ignored.

import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { before, test } from 'node:test';
import { TranspileError, transpile, types } from 'jco-go';
import { optionNames } from './options.js';
import { build, execute, makeFolder, packageFolder, root } from './testing.mjs';

const adder = join(root, 'examples/adder/adder.wasm');

/** @type {string} */
let native;

before(async () => {
  native = await build();
});

// TranspilationOptions of jco-transpile 0.15.0, TranspileOpts of jco 1.35.0, and what its command line leaves in them.
const ofTranspile = [
  ...[
    'name',
    'instantiation',
    'importBindings',
    'map',
    'asyncMode',
    'asyncImports',
    'asyncExports',
    'asyncWasiImports',
  ],
  ...[
    'asyncWasiExports',
    'validLiftingOptimization',
    'tracing',
    'noComponentErrorWrapping',
    'nodejsCompat',
    'tlaCompat',
  ],
  ...['base64Cutoff', 'js', 'minify', 'optimize', 'optimizeOptions', 'namespacedExports', 'outDir', 'multiMemory'],
  ...['bindgenEnableWasmExnref', 'experimentalIdlImports', 'wasiShim', 'emitTypescriptDeclarations', 'stub', 'strict'],
  ...['flagsAsBigInt', 'variantsInlineCases', 'useNamespaceObjects', 'enumValuesScreamingSnakeCase', 'optArgs'],
  ...['wasmOptBin', 'quiet', 'noTypescript', 'componentErrorWrapping', 'flagsAsBigint'],
];
// TypegenOptions and TypesOptions.
const ofTypes = [
  ...['name', 'worldName', 'instantiation', 'tlaCompat', 'asyncMode', 'asyncImports', 'asyncExports', 'outDir'],
  ...['features', 'feature', 'allFeatures', 'asyncWasiImports', 'asyncWasiExports', 'guest', 'quiet', 'strict'],
  ...['flagsAsBigInt', 'variantsInlineCases', 'useNamespaceObjects', 'enumValuesScreamingSnakeCase'],
];

test("all of jco's options are known, and a few more", () => {
  const own = 'componentFeatures';
  const signal = 'noImportSignal';
  const pairs = 'resultStreams';
  assert.deepEqual(optionNames('transpile').sort(), [...ofTranspile, signal, pairs, 'runtime', own].sort());
  const style = 'flagsAsBigint'; // of the command line
  assert.deepEqual(optionNames('types').sort(), [...ofTypes, signal, pairs, style, own].sort());
  assert.deepEqual(optionNames('types of WIT text').sort(), [...ofTypes, signal, pairs, style, own].sort());
});

test('all options are declared', async () => {
  const text = await readFile(join(packageFolder, 'index.d.ts'), 'utf8');
  /** @param {string} name of an interface */
  const declared = (name) => {
    const [, body] = new RegExp(`interface ${name}[^{]*\\{\\n(.*?)^\\}`, 'ms').exec(text) ?? [];
    return [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, option]) => option);
  };
  const common = declared('CommonOptions');
  assert.deepEqual([...common, ...declared('TranspileOptions')].sort(), optionNames('transpile').sort());
  assert.deepEqual([...common, ...declared('TypesOptions')].sort(), optionNames('types').sort());
});

/** @type {[options: any, message: RegExp][]} */
const refusedByTranspile = [
  [{ js: true }, /^option js: .*wasm2js/],
  [{ stub: true }, /^option stub: .*wasm-tools component embed/],
  [{ experimentalIdlImports: 'yes' }, /^option experimentalIdlImports: /],
  [{ asyncMode: 'later' }, /^option asyncMode: 'later' is neither 'sync' nor 'jspi'/],
  [
    { asyncMode: { tag: 'jspi', val: { imports: 'x' } } },
    /^option asyncMode.val.imports: wants a list of strings, not 'x'$/,
  ],
  [{ asyncImports: 'x' }, /^option asyncImports: wants a list of strings, not 'x'/],
  [{ asyncExports: [1] }, /^option asyncExports: wants a list of strings, not an object/],
  [{ asyncWasiImports: 'all' }, /^option asyncWasiImports: wants a boolean, not 'all'$/],
  [{ asyncWasiExports: {} }, /^option asyncWasiExports: wants a boolean, not an object$/],
  [{ name: 3 }, /^option name: wants a string, not 3$/],
  [{ name: '../x' }, /^option name: "..\/x" is not the name of a file$/],
  [{ instantiation: 'asynk' }, /^option instantiation: 'asynk' is neither 'async' nor 'sync'$/],
  [{ instantiation: true }, /^option instantiation: true is neither/],
  [{ instantiation: 'sync', tlaCompat: true }, /^option tlaCompat: /],
  [{ importBindings: 'fast' }, /^option importBindings: /],
  [{ importBindings: 1 }, /^option importBindings: wants a string, not 1/],
  [{ tlaCompat: 'yes' }, /^option tlaCompat: wants a boolean, not 'yes'$/],
  [{ base64Cutoff: -1 }, /^option base64Cutoff: -1 is not a number of bytes$/],
  [{ base64Cutoff: 0.5 }, /^option base64Cutoff: /],
  [{ base64Cutoff: Number.NaN }, /^option base64Cutoff: /],
  [{ base64Cutoff: '10' }, /^option base64Cutoff: wants a number, not '10'$/],
  [{ map: 5 }, /^option map: wants an object, not 5$/],
  [{ map: ['nothing'] }, /^option map: 'nothing' is not of the form 'NAME=SPECIFIER'$/],
  [{ map: { a: 1 } }, /^option map: 'a' is mapped to 1, not to a string$/],
  [{ componentFeatures: 'cm-nonsense' }, /^option componentFeatures: unknown feature "cm-nonsense": .*cm-async/],
  [{ componentFeatures: 7 }, /^option componentFeatures: /],
  [{ useNamespaceObjects: true, variantsInlineCases: true }, /^option useNamespaceObjects: /],
  [{ optimize: 1 }, /^option optimize: wants a boolean, not 1$/],
  [{ optArgs: '-O' }, /^option optArgs: /],
  [{ wasmOptBin: 4 }, /^option wasmOptBin: /],
  [{ optimizeOptions: { asyncify: true } }, /^option optimizeOptions.asyncify: /],
  [{ guest: true }, /^option guest: transpile has no such option$/],
  [{ Strict: true }, /^option Strict: transpile has no such option$/],
  [{ __proto__: null, toString: true }, /^option toString: transpile has no such option$/],
];

for (const [options, message] of refusedByTranspile) {
  test(`transpile refuses ${JSON.stringify(options)}`, async () => {
    await assert.rejects(transpile(adder, options), (e) => {
      assert.ok(e instanceof TranspileError, String(e));
      assert.match(e.message, message);
      assert.equal(e.code, 'option');
      assert.ok(e.option && e.message.startsWith(`option ${e.option}: `));
      return true;
    });
  });
}

for (const options of [
  { worldName: 'x' },
  { feature: ['x'] },
  { features: ['x'] },
  { allFeatures: true },
  { map: {} },
  { asyncMode: 'later' },
  { guest: true, asyncImports: ['*'] },
  { guest: true, asyncWasiExports: true },
]) {
  test(`types of a component refuses ${JSON.stringify(options)}`, async () => {
    await assert.rejects(types(adder, /** @type {any} */ (options)), {
      code: 'option',
      option: Object.keys(options).at(-1),
    });
  });
}

test('what says that an option is not used is not refused', async () => {
  const options = /** @type {any} */ ({
    ...{ js: false, stub: false, optimize: false, minify: false, tracing: false, asyncMode: 'sync', asyncImports: [] },
    ...{ asyncExports: [], asyncWasiImports: false, asyncWasiExports: undefined, name: null, optArgs: [], quiet: true },
    ...{ multiMemory: true, bindgenEnableWasmExnref: false, validLiftingOptimization: true, importBindings: 'js' },
    ...{ componentErrorWrapping: true, noComponentErrorWrapping: false, optimizeOptions: { quiet: true } },
  });
  assert.deepEqual(await transpile(adder, options), await transpile(adder));
  assert.deepEqual(await types(adder, { features: [], allFeatures: false }), await types(adder));
});

test('options that are none are a TypeError', async () => {
  for (const options of [null, 'x', 3]) {
    await assert.rejects(transpile(adder, /** @type {any} */ (options)), {
      name: 'TypeError',
      message: /the options are/,
    });
  }
});

test('tracing, import bindings and guest types reach the transpiler', async () => {
  const text = async (/** @type {any} */ options) =>
    new TextDecoder().decode((await transpile('examples/c-text/c-text.wasm', options)).files['c-text.js']);
  assert.match(await text({ tracing: true }), /console\.error/);
  assert.match(await text({ importBindings: 'optimized' }), /cabiLower/);
  assert.match(await text({ importBindings: { tag: 'hybrid' } }), /cabiLower/);
  assert.doesNotMatch(await text({}), /console\.error|cabiLower/);
  const guest = await types('examples/c-text/c-text.wasm', { guest: true });
  assert.match(
    Object.values(guest).map(String).join('') && Buffer.concat(Object.values(guest)).toString(),
    /declare module/,
  );
});

test('optimize runs wasm-opt over every core module', async () => {
  const dir = await makeFolder();
  // A wasm-opt that adds a custom section and notes its arguments.
  const program = join(dir, 'wasm-opt');
  await writeFile(
    program,
    `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const [input, o, output] = args.slice(-3);
if (args.includes('--fail')) { console.error('no such pass'); process.exit(1); }
fs.appendFileSync(${JSON.stringify(join(dir, 'log'))}, args.slice(0, -3).join(' ') + ' ' + o + '\\n');
fs.writeFileSync(output, Buffer.concat([fs.readFileSync(input), Buffer.from([0, 2, 1, 120])]));
`,
  );
  await chmod(program, 0o755);
  const path = join(root, 'testdata/components/rust-sync.wasm');
  const plain = (await transpile(path)).files;
  const { files } = await transpile(path, { optimize: true, wasmOptBin: program });
  const core = 'rust-sync.core.wasm';
  assert.deepEqual(Buffer.from(files[core]), Buffer.concat([plain[core], Buffer.from([0, 2, 1, 120])]));
  assert.deepEqual(files['rust-sync.js'], plain['rust-sync.js']);
  await transpile(path, { optimize: true, optArgs: ['-O3'], wasmOptBin: [program] });
  await transpile(path, { optimize: true, optimizeOptions: { optArgs: ['-O2', '-g'], wasmOptBin: program } });
  const log = await readFile(join(dir, 'log'), 'utf8');
  assert.deepEqual(log.match(/(?<= )-[^-].*/gm), ['-Oz --low-memory-unused --strip-debug -o', '-O3 -o', '-O2 -g -o']);
  assert.equal(log.match(/^--enable-sign-ext .*--enable-bulk-memory .* -O/gm)?.length, 3);

  const broken = { optimize: true, optArgs: ['--fail'], wasmOptBin: program };
  await assert.rejects(transpile(path, broken), { code: 'option', option: 'optimize', message: /no such pass/ });
  await assert.rejects(transpile(path, { optimize: true, wasmOptBin: join(dir, 'none') }), { option: 'optimize' });
  assert.deepEqual((await transpile(path)).files, plain);

  // It is found in $PATH, and there is an error if it is not.
  const script = `import { transpile } from 'jco-go';
    const { files } = await transpile('${path}', { optimize: true }).catch((e) => ({ files: [e.message] }));
    console.log(Object.values(files)[1]?.length ?? files[0]);`;
  const find = (/** @type {string} */ PATH) =>
    execute(process.execPath, ['--input-type=module', '-e', script], { cwd: root, env: { PATH } });
  assert.equal((await find(['/nowhere', dir].join(delimiter))).stdout, `${files[core].length}\n`);
  assert.match((await find('/nowhere')).stdout, /^option optimize: there is no wasm-opt; npm install binaryen/);
});

test('minify wants the package esbuild, and uses it as the native program does', async () => {
  await assert.rejects(transpile(adder, { minify: true }), {
    code: 'option',
    option: 'minify',
    message: 'option minify: wants the package esbuild: npm install esbuild',
  });

  // One that notes what it is given, in a folder where the package is linked.
  const dir = await makeFolder();
  const esbuild = join(dir, 'node_modules', 'esbuild');
  await mkdir(esbuild, { recursive: true });
  await writeFile(join(esbuild, 'package.json'), '{"name":"esbuild","version":"0.0.0","main":"index.js"}');
  await writeFile(
    join(esbuild, 'index.js'),
    'exports.transform = async (code, options) => ({ code: JSON.stringify([code.length, options]) + "</script><!--" });',
  );
  const own = join(dir, 'node_modules', 'jco-go');
  await cp(packageFolder, own, { recursive: true });
  const script = `import { transpile } from ${JSON.stringify(join(own, 'node.js'))};
    const { files } = await transpile(${JSON.stringify(adder)}, { minify: true });
    console.log(new TextDecoder().decode(files['adder.js']));`;
  const { stdout, stderr } = await execute(process.execPath, ['--input-type=module', '-e', script]);
  const plain = (await transpile(adder)).files['adder.js'];
  const options = { format: 'esm', target: 'es2022', minify: true, keepNames: true, legalComments: 'inline' };
  assert.equal(stdout, `${JSON.stringify([plain.length, options])}\\x3C/script>\\x3C!--\n`, stderr);
});

test('WIT text is read by the native program, where there is one', async () => {
  const dir = await makeFolder();
  const wit = join(dir, 'shop.wit');
  await writeFile(wit, 'package demo:shop;\nworld shop { export price: func(item: string) -> u32; }\nworld empty {}\n');
  await assert.rejects(types(wit), { code: 'wit-text', message: /\$JCO_GO_BINARY/ });
  await assert.rejects(types(dir), { code: 'wit-text' });
  await assert.rejects(types(wit, /** @type {any} */ ({ map: {} })), { code: 'option', option: 'map' });

  process.env.JCO_GO_BINARY = native;
  try {
    const files = await types(wit, { worldName: 'shop', outDir: 'out' });
    assert.deepEqual(Object.keys(files), ['out/shop.d.ts']);
    assert.match(new TextDecoder().decode(files['out/shop.d.ts']), /price\(item: string\): number/);
    const guest = await types(new URL(`file://${wit}`), { worldName: 'shop', guest: true, features: 'all', name: 'g' });
    assert.deepEqual(Object.keys(guest), ['g.d.ts']);
    await assert.rejects(types(wit), { name: 'TranspileError', code: 'invalid', message: /shop/ });
    await assert.rejects(types(wit, { worldName: 'none' }), { code: 'invalid', message: /none/ });
    process.env.JCO_GO_BINARY = join(dir, 'no-program');
    await assert.rejects(types(wit), { code: 'invalid', message: /no-program/ });
  } finally {
    delete process.env.JCO_GO_BINARY;
  }
});
