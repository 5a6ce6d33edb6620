// A great many streams in Chromium, see web/runtime/testing/manystreams.js.

import { launch } from './chromium.mjs';

/**
 * @param {string} origin serves the repository, and /transpiled/result-streams.js
 * @param {number} count
 * @returns {Promise<{ count: number, left: string, growth: number }>}
 */
export async function manyStreams(origin, count) {
  const browser = await launch(['--js-flags=--expose-gc', '--enable-precise-memory-info']);
  try {
    const page = await browser.newPage();
    await page.goto(`${origin}/webstreams/testdata/matrix.json`);
    return await page.evaluate(async (count) => {
      const at = (/** @type {string} */ name) => String(new URL(name, location.origin));
      const { instantiate } = await import(at('transpiled/result-streams.js'));
      await instantiate(undefined, {});
      const { currentCore } = await import(at('web/runtime/core.js'));
      const { runManyStreams } = await import(at('web/runtime/testing/manystreams.js'));
      const core = currentCore();
      const { gc, performance } = /** @type {any} */ (globalThis);
      return runManyStreams({
        instantiate: () => instantiate(undefined, {}),
        core,
        count,
        seed: 1,
        async collect() {
          for (let i = 0; i < 4; i++) {
            gc();
            await new Promise((resolve) => setTimeout(resolve));
          }
        },
        bytes: () => performance.memory.usedJSHeapSize + core.memory.buffer.byteLength,
      });
    }, count);
  } finally {
    await browser.close();
  }
}
