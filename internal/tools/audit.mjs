// npm run audit: asks the vulnerability databases of Go and npm about everything that is used here. It needs the network:
// vuln.go.dev (or $GOVULNDB) and the npm registry. It fails for what they know, and where they do not answer.

import { run, Sections } from './lib/run.mjs';
import { setUp, toolsMod } from './lib/setup.mjs';

setUp();
const sections = new Sections();

/**
 * @param {string} where the database
 * @param {RegExp} unreachable what the program says if it does not answer
 * @param {string} command
 * @param {...string} args
 */
async function audit(where, unreachable, command, ...args) {
  const { code, output } = await run(command, args, { quiet: true });
  console.log(output.trimEnd());
  if (code !== 0 && unreachable.test(output)) console.log(`\n${where} did not answer: nothing is known.`);
  return code === 0;
}

const database = process.env.GOVULNDB || 'https://vuln.go.dev';
const govulncheck = ['tool', `-modfile=${toolsMod}`, 'govulncheck', '-db', database];
/** @param {...string} args */
const go = (...args) => audit(database, /fetching vulnerabilities|dial tcp|HTTP \w+ /, 'go', ...govulncheck, ...args);
await sections.run('Go: what is called', () => go('./...'));
await sections.run('npm packages', () =>
  audit('The npm registry', /audit endpoint returned an error|ENOTFOUND|ECONNREFUSED/, 'npm', 'audit'),
);
process.exitCode = sections.finish();
