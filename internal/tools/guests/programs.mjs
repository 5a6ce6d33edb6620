// Commands and services of WASI 0.2 and 0.3 by jco-go run and serve, natively and with --engine node: a line each.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { jcoGo } from '../lib/examples.mjs';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { shimModule } from './async.mjs';
import { equal } from './checking.mjs';
import { commands } from './command-checks.mjs';
import { services } from './service-checks.mjs';

/** @import { Command } from './command-checks.mjs' */
/** @import { Exchange, Service } from './service-checks.mjs' */

/** The node_modules in which preview2-shim is. */
const shimModules = shimModule.slice(0, shimModule.indexOf('@bytecodealliance') - 1);

const made = join(root, '.cache', 'guests', 'programs');

/** Commands of WASI 0.2, which say less. @type {Command[]} */
const older = [
  {
    name: 'rust-hello-p2',
    file: 'rust-hello-p2/hello-p2.wasm',
    wasi: true,
    runs: [
      { args: ['one', 'zwei €'], input: '', output: 'hello ["one", "zwei €"]\n', code: 0 },
      // WASI 0.2 has no exit code but 0 and 1.
      { args: ['fail'], input: '', output: 'hello ["fail"]\n', code: 1 },
    ],
  },
  {
    name: 'rust-wstd',
    file: 'rust-wstd/wstd-hello.wasm',
    wasi: true,
    runs: [{ args: [], input: 'x'.repeat(300), output: 'stdin: 300 bytes\n', code: 0 }],
  },
  ...['clang', 'zig'].map((compiler) => ({
    name: `c-hello ${compiler}`,
    file: `c-hello/hello-${compiler}.wasm`,
    wasi: true,
    runs: [
      { args: ['one', 'zwei €'], input: '', output: 'hello from C [one] [zwei €]\n', code: 0 },
      { args: ['fail'], input: '', output: 'hello from C [fail]\n', code: 1 },
    ],
  })),
];

/**
 * Runs and asks all that there are.
 * @param {string} shared the folder of the guests
 * @param {'native' | 'node'} engine
 * @returns {Promise<boolean>} whether all came to what is wanted
 */
export async function runPrograms(shared, engine) {
  /** @type {Record<string, string>} */
  const env = engine === 'node' ? { JCO_RUN_PATH: node26 } : {};
  let right = true;
  const all = [
    ...older.map((command) => ({ ...command, ask: () => runCommand(shared, engine, env, command) })),
    ...commands.map((command) => ({ ...command, ask: () => runCommand(shared, engine, env, command) })),
    ...services.map((service) => ({ ...service, ask: () => askService(shared, engine, env, service) })),
  ];
  for (const { name, file, wasi, ask } of all) {
    const line = `jco-go --engine ${engine.padEnd(6)}  ${name.padEnd(14)}`;
    const missing = !existsSync(join(shared, file)) && `there is no ${file}`;
    const shimless =
      engine === 'node' && wasi && !existsSync(shimModule) && 'it needs preview2-shim, which npm run guests fetches';
    if (missing || shimless) {
      console.log(`skip  ${line}  ${missing || shimless}`);
      continue;
    }
    try {
      console.log(`ok    ${line}  ${await ask()}`);
    } catch (e) {
      console.log(`FAIL  ${line}  ${e instanceof Error ? e.message : e}`);
      right = false;
    }
  }
  return right;
}

/** Where the component is: beside preview2-shim, if it needs that. @param {string} shared @param {string} file @param {boolean} [wasi] */
function placed(shared, file, wasi) {
  if (!wasi) return join(shared, file);
  mkdirSync(made, { recursive: true });
  const modules = join(made, 'node_modules');
  if (!existsSync(modules) && existsSync(shimModules)) symlinkSync(shimModules, modules, 'junction');
  const path = join(made, basename(file));
  cpSync(join(shared, file), path);
  return path;
}

/**
 * @param {string} shared
 * @param {string} engine
 * @param {Record<string, string>} env
 * @param {Command} command
 */
async function runCommand(shared, engine, env, { file, wasi, runs }) {
  const component = placed(shared, file, wasi);
  const [data, more] = [join(made, 'data'), join(made, 'more')];
  for (const dir of [data, more]) mkdirSync(dir, { recursive: true });
  writeFileSync(join(data, 'note.txt'), 'note');
  writeFileSync(join(more, 'note.txt'), 'memory');
  const grants = ['--argv0', 'app', '--dir', `${data}::/data`, '--dir', `${more}::/more`];
  for (const { args, input, output, code } of runs) {
    const given = ['run', '--engine', engine, ...grants, component, ...args];
    const got = await run(jcoGo, given, { quiet: true, input, env });
    const what = `with ${JSON.stringify(args)}`;
    equal(got.stdout, output, `${what}, which wrote to standard error ${JSON.stringify(got.stderr)}: the output`);
    equal(got.code, code, `${what}: the exit code`);
  }
  return `${runs.length} run${runs.length > 1 ? 's' : ''}`;
}

/**
 * @param {string} shared
 * @param {string} engine
 * @param {Record<string, string>} env
 * @param {Service} service
 */
async function askService(shared, engine, env, { file, wasi, requests, fails }) {
  const args = ['serve', '--engine', engine, '--addr', '127.0.0.1:0', placed(shared, file, wasi)];
  const child = spawn(jcoGo, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  try {
    const origin = await new Promise((resolve, reject) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text) => {
        said += text;
        const [url] = /http:\/\/\S+(?=\/)/.exec(said) ?? [];
        if (url) resolve(url);
      });
      child.on('error', reject);
      child.on('close', () => reject(new Error(said)));
    });
    const ask = async (/** @type {Exchange} */ { method, path, body, status, text, headers = {} }) => {
      const response = await fetch(`${origin}${path}`, { method, body });
      const what = `${method ?? 'GET'} ${path}`;
      equal(response.status, status, `${what}: the status`);
      equal(await response.text(), text, `${what}: the body`);
      for (const [name, value] of Object.entries(headers)) equal(response.headers.get(name), value, `${what}: ${name}`);
    };
    for (const request of requests) await ask(request);
    await Promise.all([...requests, ...requests].map(ask));
    if (fails) equal((await fetch(`${origin}${fails}`)).status, 500, `GET ${fails}: the status`);
    await ask(requests[0]);
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
  return `${3 * requests.length + 1 + (fails ? 1 : 0)} requests`;
}
