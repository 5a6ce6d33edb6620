// The commands and services of WASI 0.3 on the output of jco-go, in Node and in Chromium, with the modules of the npm package: a line each.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../lib/chromium.mjs';
import { jcoGo } from '../lib/examples.mjs';
import { buildRuntime } from '../lib/package.mjs';
import { must, ProgramFailed } from '../lib/run.mjs';
import { serveFiles } from '../lib/server.mjs';
import { node26, root } from '../lib/setup.mjs';
import { shimModule } from './async.mjs';
import { commands } from './command-checks.mjs';
import { services } from './service-checks.mjs';

/** @typedef {import('./command-checks.mjs').Command | import('./service-checks.mjs').Service} Command */

const here = import.meta.dirname;
const made = join(root, '.cache', 'guests', 'commands');

/**
 * Runs all commands and services that there are.
 * @param {string} shared the folder of the guests
 * @param {string} where for the lines
 * @param {(command: Command) => Promise<string>} ask gives what was done
 * @param {(command: Command) => string | undefined} leave why one is left out
 * @returns {Promise<boolean>} whether all came to what is wanted
 */
async function askAll(shared, where, ask, leave) {
  await buildRuntime();
  let right = true;
  for (const command of [...commands, ...services]) {
    const { name, file } = command;
    const line = `${where.padEnd(8)}  ${name.padEnd(14)}`;
    const why = existsSync(join(shared, file)) ? leave(command) : `there is no ${file}`;
    if (why) {
      console.log(`skip  ${line}  ${why}`);
      continue;
    }
    try {
      const out = join(made, name);
      await must(jcoGo, ['transpile', join(shared, file), '-o', out, '-q', '--name', 'guest', '-I', 'async']);
      writeFileSync(join(out, 'package.json'), '{"type": "module"}\n');
      console.log(`ok    ${line}  ${(await ask(command)).trim()}`);
    } catch (e) {
      console.log(`FAIL  ${line}  ${e instanceof ProgramFailed ? e.message : e}`);
      right = false;
    }
  }
  return right;
}

/**
 * @param {string} shared
 * @param {boolean} jspi false takes JSPI away
 */
export function runCommandsInNode(shared, jspi) {
  const data = join(made, 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'note.txt'), 'note');
  const preload = jspi ? [] : ['--import', pathToFileURL(join(here, 'without-jspi.mjs')).href];
  const ask = (/** @type {Command} */ { name, wasi }) => {
    const shim = wasi ? [pathToFileURL(shimModule).href] : [];
    return must(node26, [...preload, join(here, 'command.mjs'), name, join(made, name), data, ...shim]);
  };
  const leave = (/** @type {Command} */ { wasi }) =>
    wasi && !existsSync(shimModule) ? 'it needs preview2-shim, which npm run guests fetches' : undefined;
  return askAll(shared, `node${jspi ? '' : ' without JSPI'}`, ask, leave);
}

/** @param {string} shared */
export async function runCommandsInChromium(shared) {
  const browser = await launch();
  const page = Buffer.from('<!doctype html><title>guests</title><link rel="icon" href="data:,">');
  const server = await serveFiles((url) => {
    if (url === '/') return page;
    if (url.startsWith('/checks/')) return join(here, url.slice('/checks/'.length));
    return url.startsWith('/wasi/') ? join(root, 'web', url) : join(made, url);
  });
  /** @param {Command} command */
  const ask = async ({ name }) => {
    const tab = await browser.newPage();
    try {
      await tab.goto(server.origin);
      return await tab.evaluate(async (name) => {
        const at = (/** @type {string} */ path) => String(new URL(path, location.href));
        const { commands, runAll } = await import(at('/checks/command-checks.mjs'));
        const { services, askService } = await import(at('/checks/service-checks.mjs'));
        const host = await import(at('/wasi/browser/index.js'));
        const http = await import(at('/wasi/browser/http.js'));
        const module = await import(at(`/${name}/guest.js`));
        const data = host.memory({ 'note.txt': 'note' });
        const platform = {
          instantiate: (/** @type {object} */ i) => module.instantiate(undefined, i),
          host,
          http,
          data,
        };
        const named = (/** @type {Command} */ c) => c.name === name;
        const service = services.find(named);
        return service ? askService(service, platform) : runAll(commands.find(named), platform);
      }, name);
    } finally {
      await tab.close();
    }
  };
  try {
    const leave = (/** @type {Command} */ { wasi }) =>
      wasi ? 'it imports WASI 0.2, of which pages have none without a bundler' : undefined;
    return await askAll(shared, 'chromium', ask, leave);
  } finally {
    await browser.close();
    await server.close();
  }
}
