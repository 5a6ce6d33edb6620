// npm run fmt: formats Go and JavaScript, and applies what Biome can mend by itself.

import { join } from 'node:path';
import { run } from './lib/run.mjs';
import { goFolders, node26, root, setUp } from './lib/setup.mjs';

setUp();
const go = await run('gofmt', ['-l', '-w', ...goFolders()]);
const js = await run(node26, [join(root, 'node_modules', '.bin', 'biome'), 'check', '--write', '.']);
process.exitCode = go.code || js.code;
