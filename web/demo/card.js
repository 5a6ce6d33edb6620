// The card of an example: what it is, its calls with three answers each, its world, and a place to try it.

import { codeLines, element } from './dom.js';
import { callText, witBlock } from './wit.js';

/** @import { Answer, Example } from './types.js' */

const places = /** @type {const} */ ([
  ['native', 'Native (Go)'],
  ['node', 'Node'],
  ['page', 'This page'],
]);

/**
 * Whether the three answers to a call are the same text.
 *
 * @param {Record<'native' | 'node' | 'page', Answer>} answers
 */
export function allEqual({ native, node, page }) {
  return native.text === page.text && node.text === page.text;
}

/**
 * @param {Example} example
 * @param {Answer[]} page this page's answers, one for each call
 * @param {HTMLElement} tryIt
 * @returns {HTMLElement}
 */
export function card(example, page, tryIt) {
  const id = `example-${example.name}`;
  const rows = example.calls.map((call, i) => callRow(call, { native: call.native, node: call.node, page: page[i] }));
  const { component, glue, core } = example.sizes;
  return element(
    'article',
    { class: 'card', 'aria-labelledby': id },
    element(
      'header',
      { class: 'card-head' },
      element('h2', { id }, example.title),
      element(
        'dl',
        { class: 'facts' },
        ...(example.language ? fact('Written in', example.language) : []),
        ...fact('Component', bytes(component)),
        ...fact('Glue', bytes(glue)),
        ...fact('Core wasm', bytes(core)),
      ),
    ),
    // The roles are spelled out because a narrow screen shows the rows as blocks, which takes a table's own away.
    element(
      'table',
      { role: 'table', class: 'calls' },
      element('caption', { class: 'unseen' }, `${example.title}: answers in three places`),
      element(
        'thead',
        { role: 'rowgroup' },
        element(
          'tr',
          { role: 'row' },
          element('th', { role: 'columnheader', scope: 'col', class: 'call' }, 'Call'),
          ...places.map(([, title]) => element('th', { role: 'columnheader', scope: 'col' }, title)),
          element('th', { role: 'columnheader', scope: 'col', class: 'same' }, 'Same?'),
        ),
      ),
      element('tbody', { role: 'rowgroup' }, ...rows),
    ),
    element(
      'div',
      { class: 'card-foot' },
      section('Its world', witBlock(example.wit.trim())),
      section('Try it', tryIt),
    ),
  );
}

/**
 * @param {Example['calls'][number]} call
 * @param {Record<'native' | 'node' | 'page', Answer>} answers
 */
function callRow(call, answers) {
  const equal = allEqual(answers);
  const code = callText(call);
  return element(
    'tr',
    { role: 'row', 'data-equal': String(equal) },
    element(
      'th',
      { role: 'rowheader', scope: 'row', class: 'call' },
      call.label === code ? undefined : element('span', { class: 'call-label' }, call.label),
      codeLines(code),
    ),
    ...places.map(([place, title]) => {
      const odd = !equal && oddOneOut(answers, place);
      return element(
        'td',
        { role: 'cell', 'data-title': title, class: odd ? 'odd' : undefined },
        codeLines(answers[place].text || 'no result', 'answer'),
        element('span', { class: 'time' }, duration(answers[place].ms, place === 'page')),
      );
    }),
    element(
      'td',
      { role: 'cell', class: 'same', 'data-title': 'Same?' },
      element('span', { class: 'mark', 'data-equal': String(equal) }, equal ? 'equal' : 'differs'),
    ),
  );
}

/**
 * Whether a place's answer is not that of another two; all three are odd if no two agree.
 *
 * @param {Record<'native' | 'node' | 'page', Answer>} answers
 * @param {'native' | 'node' | 'page'} place
 */
function oddOneOut(answers, place) {
  return places.every(([other]) => other === place || answers[other].text !== answers[place].text);
}

/**
 * @param {string} name
 * @param {string} value
 */
function fact(name, value) {
  return [element('div', {}, element('dt', {}, name), element('dd', {}, value))];
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function section(title, content) {
  return element('section', {}, element('h3', {}, title), content);
}

/** @param {number} n */
function bytes(n) {
  if (n < 1000) return `${n} B`;
  return n < 1e6 ? `${(n / 1000).toPrecision(3)} kB` : `${(n / 1e6).toPrecision(3)} MB`;
}

/**
 * A time as people read it.
 *
 * @param {number | undefined} ms
 * @param {boolean} [coarse] taken with a page's clock, which knows tenths of a millisecond
 */
export function duration(ms, coarse = false) {
  if (ms === undefined) return '';
  if (coarse && ms < 0.05) return '< 0.1 ms';
  if (ms >= 1 || coarse) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms >= 0.001) return `${(ms * 1000).toFixed(ms < 0.01 ? 1 : 0)} µs`;
  return `${Math.round(ms * 1e6)} ns`;
}
