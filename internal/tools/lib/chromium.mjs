// The one place that knows which Chromium to use and how to start it.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Programs to look for in $PATH, in order. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];

/** Where installers put a browser that is not in $PATH. */
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const howToInstall = [
  'No Chromium was found. Install one:',
  '  Debian, Ubuntu:  apt-get update && apt-get install -y chromium',
  '  anywhere:        npx playwright-core install chromium',
  'or name its program in $CHROMIUM.',
].join('\n');

export class NoChromium extends Error {
  /** @override */
  name = 'NoChromium';
}

/**
 * Finds Chromium: $CHROMIUM, then the system's, then Playwright's own.
 * @returns {Promise<string>} the path of its program
 * @throws {NoChromium} with the command that installs it
 */
export async function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    const found = isAbsolute(named) || named.includes('/') ? named : inPath(named);
    if (!found || !runs(found)) throw new NoChromium(`$CHROMIUM is ${named}, which is not a program that can be run.`);
    return found;
  }
  for (const name of names) {
    const found = inPath(name);
    if (found) return found;
  }
  for (const place of places) if (runs(place)) return place;
  const { chromium } = await import('playwright-core');
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  throw new NoChromium(howToInstall);
}

/**
 * Tells whether there is a Chromium, and if not prints how to get one.
 * @returns {Promise<boolean>}
 */
export async function hasChromium() {
  try {
    await findChromium();
    return true;
  } catch (e) {
    if (!(e instanceof NoChromium)) throw e;
    console.error(e.message);
    return false;
  }
}

/**
 * Starts Chromium without a window. It talks to nobody but the page's server: no update checks, no QUIC, no sync.
 * @param {string[]} [more] arguments
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launch(more = []) {
  const executablePath = await findChromium();
  const { chromium } = await import('playwright-core');
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-gpu',
    '--disable-quic',
    '--disable-sync',
    '--no-first-run',
    ...more,
  ];
  // The sandbox refuses to work for root, as which containers run.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, headless: true, args });
}

/** @param {string} name */
function inPath(name) {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    if (dir && runs(join(dir, name))) return join(dir, name);
  }
  return undefined;
}

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives what `chromium --version` prints.
 * @param {string} path
 */
export function chromiumVersion(path) {
  return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
