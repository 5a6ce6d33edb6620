// npm run guests: runs the guests of $JCO_GO_SHARED/guests, real components that were built elsewhere, and holds their
// answers to what guests/NAME/guest.json wants.

import { allEngines, NoGuests, runGuests } from './guests/run.mjs';
import { hasChromium } from './lib/chromium.mjs';
import { misuse, readOptions, readPattern } from './lib/options.mjs';
import { PeersError } from './lib/peers.mjs';
import { runMain } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';

const usage = `npm run guests -- OPTIONS

  --engine native|node|chromium  on one engine (default: all three, one after the other)
  --no-jspi  only the async guests and the commands of WASI 0.3, in a Node without JSPI
  --real     all sync guests, and components that nobody here wrote (a codec, a renderer, engines for JavaScript and
             Python), with the same host scripts on the output of jco-go and of jco; fetches jco and builds the
             components in .cache/real (some 900 MB, minutes)
  --only RE  with --real: those whose names it matches`;

/** @returns {Promise<boolean>} */
async function main() {
  const { values: options } = readOptions(usage, {
    options: {
      engine: { type: 'string' },
      'no-jspi': { type: 'boolean' },
      real: { type: 'boolean' },
      only: { type: 'string', default: '' },
    },
  });
  const engines = options.engine ? [options.engine] : allEngines;
  const unknown = engines.find((engine) => !allEngines.includes(engine));
  if (unknown) misuse(`Unknown engine "${unknown}".`, usage);
  const only = readPattern(options.only, usage);
  const noJspi = options['no-jspi'];
  if (noJspi && options.engine !== 'node') misuse('--no-jspi goes with --engine node.', usage);
  setUp();
  if (noJspi) return runGuests(['node'], { jspi: false });
  if (engines.includes('chromium') && !options.real && !(await hasChromium())) return false;
  if (!options.real) return runGuests(engines);
  const { againstJco } = await import('./guests/real.mjs');
  return againstJco(only);
}

await runMain(main, PeersError, NoGuests);
