// node command.mjs DIR MOUNTED ARGS...: runs a command of WASI 0.2 with the folder MOUNTED at /data, and prints how it ends.
// With $READ its standard input is passed on, and the command finds the variable.

// @ts-expect-error it is fetched by the command that copies this file beside it
import { cli, filesystem } from '@bytecodealliance/preview2-shim';
import { load } from './answers.mjs';

const [folder, mounted, ...args] = process.argv.slice(2);
filesystem._setPreopens({ '/data': mounted });
cli._setArgs(['app', ...args]);
cli._setEnv(process.env.READ ? { READ: process.env.READ } : {});
const { run } = await load(folder);
try {
  run.run();
  console.log('ended well');
} catch (e) {
  const error = /** @type {any} */ (e);
  if (error.exitError) console.log('exit', error.code);
  else console.log('ended with', error.constructor.name, error.payload);
}
