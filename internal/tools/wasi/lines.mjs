// The lines of the test programs, and the files that say what they must be.

import { readFileSync } from 'node:fs';

/** One case: a function of WASI, what it is about, and what came out. @typedef {{ what: string, name: string, outcome: string }} Case */

const line = /^(wasi:[a-z0-9-]+\/[a-z0-9-]+#\S+) (.*?): (wrong.*|(?:setup: \S+: )?[A-Za-z-]+)$/;

/**
 * Finds the cases in what a program wrote. Other lines are left out.
 * @param {string} text
 * @returns {Case[]}
 */
export function casesIn(text) {
  return text.split('\n').flatMap((written) => {
    const match = line.exec(written);
    return match ? [{ what: match[1], name: match[2], outcome: match[3] }] : [];
  });
}

/** @param {Case} c */
export const written = ({ what, name, outcome }) => `${what} ${name}: ${outcome}`;

/**
 * Reads what is expected of a program: lines of cases, under `# NAME` those of a run.
 * @param {string} path
 * @returns {Map<string, Case[]>} by the name of the run
 */
export function readExpected(path) {
  /** @type {Map<string, Case[]>} */
  const sections = new Map();
  for (const section of readFileSync(path, 'utf8').split(/^# /m).slice(1)) {
    const [name] = section.split('\n', 1);
    sections.set(name, casesIn(section));
  }
  return sections;
}

/** The host of what Node lacks before 26.4, which has all limits of Node as well. */
export const olderNode = 'node before 26.4';

/** What a platform lacks. @typedef {{ what: string, host: string, answer: string, missing: string, line: number }} Limit */

/**
 * Reads testdata/wasi-platform-limits.
 * @param {string} path
 * @returns {Limit[]}
 * @throws {Error} a line has other columns
 */
export function readLimits(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, i) => {
      if (!text.trim() || text.startsWith('#')) return [];
      const [what, host, answer, missing, ...more] = text.trim().split(/ {2,}/);
      if (!missing || more.length || !['native', 'node', 'browser', olderNode].includes(host))
        throw new Error(`${path}:${i + 1}: "${text}" has not the columns function, host, answer, missing`);
      return [{ what, host, answer, missing, line: i + 1 }];
    });
}
