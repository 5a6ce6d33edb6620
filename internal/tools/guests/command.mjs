// node command.mjs NAME DIR DATA [SHIM]: runs a command of WASI 0.3 in Node, and says what was done. SHIM is the module that
// gives WASI 0.2.

import { pathToFileURL } from 'node:url';
import * as host from '../../../web/wasi/node/index.js';
import { commands, runAll } from './command-checks.mjs';

const [name, folder, data, module] = process.argv.slice(2);
const command = commands.find((c) => c.name === name);
if (!command) throw new Error(`there is no command ${name}`);
const { instantiate } = await import(pathToFileURL(`${folder}/guest.js`).href);
const { WASIShim } = module ? await import(module) : {};
const shim = WASIShim && (() => new WASIShim().getImportObject());
console.log(await runAll(command, { instantiate: (imports) => instantiate(undefined, imports), host, data, shim }));
process.exit(0); // preview2-shim keeps a worker
