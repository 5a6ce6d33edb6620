// The examples of docs/streams-examples.md, and the rows of docs/streams.md that they belong to.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './places.mjs';
import { must } from './run.mjs';

/** @typedef {{ section: string, title: string, language: string, code: string, want: string[] }} Example */

/** The sections of docs/streams.md with tables whose rows have examples. In Go it is polyfill's test that looks. */
const sections = [
  'From a guest to JavaScript',
  'From JavaScript to a guest',
  'In TypeScript',
  'Passing through',
  'Edge cases',
];

/** The components of the examples, and options for them. @type {[file: string, options: string[]][]} */
const guests = [
  ['testdata/components/c-async.wasm', []],
  ['polyfill/testdata/streams.wasm', []],
  ['testdata/fixtures/stream-types.wasm', []],
  ['testdata/fixtures/result-streams.wasm', ['--result-streams']],
];

/** @param {string} name */
const read = (name) => readFile(join(root, 'docs', name), 'utf8');

/** The examples as they stand there. @returns {Promise<Example[]>} */
export async function streamExamples() {
  const examples = [];
  for (const [section, text] of sectionsOf(await read('streams-examples.md'))) {
    for (const part of text.split(/^### /m).slice(1)) {
      const [title] = part.split('\n', 1);
      const [, language, code] = /^```(\w+)\n(.*?)^```/ms.exec(part) ?? ['', '', ''];
      const want = [...code.matchAll(/console\.log\(.* \/\/ (.*)$/gm)].map(([, text]) => text);
      examples.push({ section, title, language, code, want });
    }
  }
  return examples;
}

/**
 * What does not fit together: rows without an example, examples without a row, and those that show nothing.
 * @param {Example[]} examples
 */
export async function misfits(examples) {
  const faults = [];
  const left = new Set(examples);
  const texts = new Map(sectionsOf(await read('streams.md')));
  for (const section of sections) {
    const rows = rowsOf(texts.get(section) ?? '');
    if (rows.length === 0) faults.push(`${section}: there is no table`);
    for (const [first, second] of rows) {
      // Where the first column has the same twice, the second is in the title.
      const titles = [first, `${first}: ${second}`];
      const example = examples.find((e) => e.section === section && titles.includes(e.title) && left.delete(e));
      if (!example) faults.push(`${section}: ${first}: there is no example`);
      else if (!example.code || (example.language === 'js' && example.want.length === 0))
        faults.push(`${section}: ${first}: the example shows nothing`);
    }
  }
  for (const { section, title } of left) faults.push(`${section}: ${title}: there is no such row`);
  return faults;
}

/** The sections of a document: [title, text]. @param {string} text @returns {[string, string][]} */
const sectionsOf = (text) =>
  text
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.split('\n', 1)[0], part]);

/** The cells of the rows of all tables, but for their heads. @param {string} text */
function rowsOf(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const isRule = (/** @type {string | undefined} */ line) => /^\|[-|]+\|$/.test(line ?? '');
  return lines
    .filter((line, i) => !isRule(line) && !isRule(lines[i + 1]))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/**
 * Transpiles the guests of the examples.
 * @param {string} folder
 * @param {string} runtime where they find the runtime
 */
export async function transpileGuests(folder, runtime) {
  for (const [file, options] of guests) {
    const common = ['-I', 'async', '--runtime', runtime, '-q', '-o', folder];
    await must('go', ['run', './cmd/jco-go', 'transpile', file, ...common, ...options]);
  }
}
