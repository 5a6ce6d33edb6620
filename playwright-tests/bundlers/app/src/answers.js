// What the components answer, by the name of what each is a case of (cases.mjs has what they must answer).

import { askAsync, askTools } from './ask.js';
import { add } from './out/adder.js';
import { $init, tools as compat } from './out/compat.js';
import { tools as files } from './out/files.js';
import { instantiate } from './out/instance.js';
import { tools as one } from './out/one.js';
import { tools } from './out/text.js';
import * as waits from './out/waits.js';
import * as waitsCompat from './out/waits-compat.js';
import text from './text-host.js';

/** @param {() => any} work @returns {Promise<any>} what it gives, or the error as text */
async function attempt(work) {
  try {
    return await work();
  } catch (e) {
    return `${e?.name}: ${e?.message}`;
  }
}

/** @param {() => any} work @returns {Promise<any>} what the error of a result carries */
async function payloadOf(work) {
  try {
    return `no error, but ${await work()}`;
  } catch (e) {
    return e?.payload;
  }
}

/** @param {any} stock */
async function askStock(stock) {
  const shop = new stock.Inventory('corner shop');
  shop.put({ sku: 'p', name: 'pear', price: 150n, care: { keepCold: true } }, 3);
  const answer = {
    left: shop.move('p', { tag: 'sold', val: 1 }),
    worth: String(shop.worth('eur')),
    unknown: await payloadOf(() => shop.move('quince', { tag: 'lost' })),
    journal: shop.journal(),
  };
  shop[Symbol.dispose ?? Symbol.for('dispose')]();
  return { ...answer, living: stock.living() };
}

/** @returns {Promise<Record<string, any>>} */
export const answers = async () => ({
  inlined: { sum: await attempt(() => add(2, 40)), wrong: await attempt(() => add(/** @type {any} */ ('2'), 40)) },
  'core file': await attempt(() => askTools(tools)),
  'small core files': await attempt(() => askTools(files)),
  'one file': await attempt(() => askTools(one)),
  'mapped, lazy': await attempt(async () => askStock((await import('./out/inventory.js')).stock)),
  instantiate: await attempt(async () => askTools((await instantiate(undefined, text)).tools)),
  'tla-compat': await attempt(async () => {
    await $init;
    return askTools(compat);
  }),
  async: await attempt(() => askAsync(waits)),
  'async, tla-compat': await attempt(async () => {
    await waitsCompat.$init;
    return askAsync(waitsCompat);
  }),
  // The layout writes package.js: some bundlers find packages by themselves, some do not.
  'npm package': await attempt(async () => {
    const { tools } = await import('./package.js');
    return tools ? askTools(tools) : undefined;
  }),
});
