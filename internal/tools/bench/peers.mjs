// What the bench compares with: jco, and a minifier for weighing glue. They are heavy, so they have a package.json and a
// lock file of their own (peers/) and are fetched by the bench alone, into .cache/.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Peers } from '../lib/peers.mjs';

const peers = new Peers(
  'internal/tools/bench/peers',
  'bench/peers',
  'jco and esbuild for the bench (npm install, about 350 MB)',
);

/** Fetches the peers unless that was done before. */
export const installPeers = () => peers.install();

/** The script of jco's command line. */
export const jcoScript = join(peers.folder, 'node_modules', '@bytecodealliance', 'jco', 'dist', 'jco.js');

/** @param {string} name of a package */
export const peerVersion = (name) => peers.version(name);

/**
 * Minifies a module.
 * @param {string} code
 * @returns {string}
 */
export function minify(code) {
  const esbuild = createRequire(join(peers.folder, 'package.json'))('esbuild');
  return esbuild.transformSync(code, { minify: true, format: 'esm', target: 'esnext' }).code;
}
