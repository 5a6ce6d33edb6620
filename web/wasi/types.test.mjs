// The declarations: those of the interfaces are what `jco-go types` makes of the WIT, and wasi() gives what a component wants.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../../internal/tools/lib/places.mjs';
import { must } from '../../internal/tools/lib/run.mjs';
import { interfacesFolder, makeInterfaces, sharedWit, typesOf } from '../../internal/tools/lib/wasi-interfaces.mjs';

const wit = sharedWit();
const withWit = { skip: wit ? false : 'there is no wasi-0.3.0-wit in $JCO_GO_SHARED' };

/** @type {string[]} */
const made = [];
after(() => made.map((folder) => rmSync(folder, { recursive: true, force: true })));

/**
 * Has tsc look at a module beside other files.
 * @param {string} code
 * @param {{ files?: string, lib?: string[], types?: string[] }} [options]
 */
async function check(
  code,
  { files, lib = ['es2022', 'dom', 'dom.asynciterable', 'esnext.disposable'], types = [] } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'jco-go-types-'));
  made.push(folder);
  if (files) cpSync(files, folder, { recursive: true });
  writeFileSync(join(folder, 'use.mts'), code);
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: false,
    lib,
    types,
    typeRoots: [join(root, 'node_modules', '@types')],
    paths: { 'jco-go/wasi': [join(root, 'web/wasi/index.d.ts')], 'jco-go/wasi/*': [join(root, 'web/wasi/*.d.ts')] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.mts'] }));
  await must(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder]);
}

test('the declarations of the interfaces are those of the WIT', withWit, async () => {
  const wanted = await makeInterfaces(String(wit));
  assert.deepEqual(
    readdirSync(interfacesFolder).sort(),
    [...wanted.keys()].sort(),
    'npm run wasi-interfaces makes them',
  );
  for (const [name, text] of wanted) {
    assert.equal(readFileSync(join(interfacesFolder, name), 'utf8'), text, `${name}: npm run wasi-interfaces makes it`);
  }
});

for (const world of [
  { package: 'cli', world: 'command' },
  { package: 'http', world: 'service' },
  { package: 'http', world: 'middleware' },
]) {
  test(`wasi() gives what a component of wasi:${world.package}/${world.world} imports`, withWit, async () => {
    const files = await typesOf(String(wit), world, ['-I', 'async']);
    made.push(files);
    const code = `
      import { wasi } from 'jco-go/wasi';
      import type { ImportObject } from './${world.world}.js';
      export const imports: ImportObject = wasi();
    `;
    await check(code, { files });
  });
}

const uses = `
import { type Content, ExitError, type Files, type Memory, memory, readOnly, runCommand, wasi, type WasiImports } from 'jco-go/wasi';
import { environment, interfaces, stdout } from 'jco-go/wasi/cli';
import { systemClock } from 'jco-go/wasi/clocks';
import { preopens, types } from 'jco-go/wasi/filesystem';
import { serveFetch, serveNode, types as httpTypes } from 'jco-go/wasi/http';
import { insecureSeed } from 'jco-go/wasi/random';
import { ipNameLookup } from 'jco-go/wasi/sockets';

const files: Files = { 'a.txt': 'text', dir: { 'b.bin': new Uint8Array(3), c: new Blob(['x']) }, 'd/e': new Map([['f', 'g']]) };
const tree: Memory = memory(files, { maxBytes: 1000 });
const imports: WasiImports = wasi({
  args: ['app', 'one'], env: { A: '1' }, cwd: '/', preopens: { '/': tree, '/ro': readOnly(files) },
  stdin: 'text', stdout: (chunk: Uint8Array) => chunk.length, stderr: new WritableStream<Uint8Array>(),
});
wasi({ env: new Map([['A', '1']]), preopens: [['/', tree]], stdin: new Blob(['x']), stdout: null });
wasi({ stdin: new ReadableStream<Uint8Array>() });
const code: number = await runCommand({}, { signal: new AbortController().signal });
const content: Content | undefined = await tree.read('a.txt');
for (const [path, bytes] of await tree.files()) [path.length, bytes.length];
const args: string[] = imports['wasi:cli/environment@0.3.0'].getArguments();
const [first] = imports['wasi:filesystem/preopens@0.3.0'].getDirectories();
const opened = first && await first[0].openAt({}, 'a.txt', {}, { read: true }, { signal: new AbortController().signal });
const exit: number = new ExitError(3).code;
const seed: [bigint, bigint] = insecureSeed.getInsecureSeed();
const answer: Promise<Response> = serveFetch({}, { failed: (e, request) => [e, request.url] })(new Request('https://a.b'));
[answer, serveNode, new httpTypes.Fields(), ipNameLookup];
[code, content, args, opened, exit, seed, environment, interfaces({ args: [] }).stdin, stdout, systemClock.now().seconds, preopens, types.Descriptor];

// @ts-expect-error: no such option
wasi({ nonsense: true });
// @ts-expect-error: no file
memory({ a: 5 });
// @ts-expect-error: those of Node
serveNode({})(new Request('https://a.b'), new Response());
// @ts-expect-error: made by the host only
new types.Descriptor();
`;

test('the declarations hold in a browser', () => check(uses));

test('the declarations hold in Node', () =>
  check(
    `${uses}
    import { createServer } from 'node:http';
    import { createServer as createSecureServer } from 'node:https';
    import process from 'node:process';
    const serve = serveNode({});
    createServer((request, response) => serve(request, response, { maxBody: 5 }).catch(console.error)).listen(8080);
    createServer(serve);
    createSecureServer({}, serve);
    wasi({ stdin: process.stdin, stdout: process.stdout, preopens: { '/': new URL('file:///tmp'), '/b': '.' } });`,
    { lib: ['es2022'], types: ['node'] },
  ));
