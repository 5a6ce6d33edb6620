// node command.mjs NAME DIR DATA [SHIM]: runs a command or a service of WASI 0.3 in Node, and says what was done. SHIM is the module that
// gives WASI 0.2.

import { pathToFileURL } from 'node:url';
import * as http from '../../../web/wasi/node/http.js';
import * as host from '../../../web/wasi/node/index.js';
import { commands, runAll } from './command-checks.mjs';
import { askService, services } from './service-checks.mjs';

const [name, folder, data, module] = process.argv.slice(2);
const command = commands.find((c) => c.name === name);
const service = services.find((c) => c.name === name);
if (!command && !service) throw new Error(`there is no command ${name}`);
const { instantiate } = await import(pathToFileURL(`${folder}/guest.js`).href);
const { WASIShim } = module ? await import(module) : {};
const shim = WASIShim && (() => new WASIShim().getImportObject());
const start = (/** @type {object} */ imports) => instantiate(undefined, imports);
if (service) console.log(await askService(service, { instantiate: start, host, http, shim }));
if (command) console.log(await runAll(command, { instantiate: start, host, data, shim }));
process.exit(0); // preview2-shim keeps a worker
