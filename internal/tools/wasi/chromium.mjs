// The host in a page of Chromium.

import { join } from 'node:path';
import { launch } from '../lib/chromium.mjs';
import { serveFiles } from '../lib/server.mjs';
import { root } from '../lib/setup.mjs';
import { glue, patience, transpiled } from './hosts.mjs';
import { onlyRead, pattern, timeZone } from './runs.mjs';

/** @returns {Promise<import('./hosts.mjs').Host>} */
export async function chromium() {
  const browser = await launch();
  const context = await browser.newContext({ timezoneId: timeZone });
  const page = Buffer.from('<!doctype html><title>wasi</title><link rel="icon" href="data:,">');
  const server = await serveFiles((url) => {
    if (url === '/') return page;
    if (url === '/page.mjs') return join(import.meta.dirname, 'page.mjs');
    if (url.startsWith('/glue/')) return join(glue, url.slice('/glue/'.length));
    return url.startsWith('/web/') ? join(root, url) : undefined;
  });
  /**
   * Calls a function of page.mjs.
   * @param {import('playwright-core').Page} tab
   * @param {string} name
   * @param {unknown[]} args
   * @returns {Promise<any>}
   */
  const call = (tab, name, ...args) =>
    tab.evaluate(
      async ([name, args]) => {
        const module = await import(String(new URL('/page.mjs', location.href)));
        return module[name](...args);
      },
      /** @type {[string, unknown[]]} */ ([name, args]),
    );
  const open = async () => {
    const tab = await context.newPage();
    await tab.goto(server.origin);
    return tab;
  };
  return {
    name: 'browser',
    title: 'in Chromium',
    run: async (run) => {
      await transpiled(run.program);
      const tab = await open();
      const late = setTimeout(() => tab.close(), patience);
      try {
        return await call(tab, 'runProgram', { ...run, seen: undefined }, onlyRead, run.input ? [...pattern] : []);
      } finally {
        clearTimeout(late);
        await tab.close();
      }
    },
    serve: async (program) => {
      await transpiled(program);
      const tab = await open();
      await call(tab, 'startService', program);
      const authority = 'service.example';
      return {
        authority,
        ask: (question) => call(tab, 'askService', authority, question),
        stop: async () => {
          const written = await call(tab, 'stopService');
          await tab.close();
          return written;
        },
      };
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
