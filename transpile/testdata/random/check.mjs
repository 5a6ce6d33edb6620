// Drives a component of generate.py: the host echoes, and what comes back must be what was given.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * @param {string} dir
 * @param {any[][]} calls [function, arguments, the one that is echoed or -1]
 * @param {boolean[]} isResult whether a function returns a result
 */
export async function check(dir, calls, isResult) {
  const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
  const core = (/** @type {string} */ name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
  /** @type {any[]} */
  let current = [];
  /** @type {Record<string, Function>} */
  const imports = {};
  isResult.forEach((result, i) => {
    imports[`f${i}`] = (/** @type {any[]} */ ...args) => {
      assert.deepStrictEqual(args, current[1]);
      const echo = args[current[2]];
      if (!result) return echo;
      if (echo.tag === 'err') throw Object.assign(new Error('err'), { payload: echo.val });
      return echo.val;
    };
  });
  const m = instantiate(core, imports);
  for (const call of calls) {
    current = call;
    const [f, args, echoed] = call;
    let got;
    try {
      got = m[`g${f}`](...args);
      if (isResult[f]) got = { tag: 'ok', val: got };
    } catch (e) {
      if (!isResult[f] || !(e instanceof Object && 'payload' in e)) throw e;
      got = { tag: 'err', val: e.payload };
    }
    assert.deepStrictEqual(got, echoed < 0 ? undefined : args[echoed]);
  }
}
