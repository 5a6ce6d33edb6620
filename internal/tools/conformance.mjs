// npm run conformance -- --engine native|node|chromium DIR...

import { resolve } from 'node:path';
import { buildRunner, runRunner } from './lib/conformance.mjs';
import { setUp } from './lib/setup.mjs';

// npm runs scripts in the repository's root; folders are meant from where npm was called.
const from = process.env.INIT_CWD ?? process.cwd();
/** @type {string[]} */
const args = [];
/** @type {string | undefined} */
let option;
for (const arg of process.argv.slice(2)) {
  const value = option !== undefined;
  args.push(value || arg.startsWith('-') ? arg : resolve(from, arg));
  option = !value && /^--?(engine|timeout|seed|skips|node|wording)$/.test(arg) ? arg : undefined;
}
setUp();
// Without it each file would fail by itself.
if (args.some((arg, i) => arg === '--engine=chromium' || (arg === 'chromium' && /^--?engine$/.test(args[i - 1])))) {
  const { hasChromium } = await import('./lib/chromium.mjs');
  if (!(await hasChromium())) process.exit(1);
}
process.exitCode = (await buildRunner()) ? await runRunner(args) : 1;
