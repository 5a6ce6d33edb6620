// The page: fetches demo.json (what the examples are, and what Go and Node answered), runs the same calls here, and
// says whether all three agree.

import { allEqual, card } from './card.js';
import { element, find } from './dom.js';
import { playground } from './playground.js';
import { instantiator, runExample } from './run-example.js';

/** @import { Answer, Demo, DemoReport, Example } from './types.js' */

const compile = (/** @type {URL} */ url) => WebAssembly.compileStreaming(fetch(url));

/**
 * Runs an example; a failure to load it is the answer to each of its calls.
 *
 * @param {Example} example
 * @param {() => Promise<Record<string, any>>} instantiate
 * @returns {Promise<Answer[]>}
 */
async function answersOf(example, instantiate) {
  try {
    return await runExample(example, instantiate);
  } catch (error) {
    console.error(error);
    return example.calls.map(() => ({ text: `not loaded: ${error}` }));
  }
}

/**
 * @param {'native' | 'node' | 'page'} place
 * @param {string} version
 * @param {number} answers
 */
function showPlace(place, version, answers) {
  const box = find(`[data-place=${place}]`);
  find('.place-version', box).textContent = version;
  find('.place-count', box).textContent = `${answers} answers`;
}

/** The browser's own name for itself, without what it imitates. */
function browserName() {
  const agent = navigator.userAgent;
  const found = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(agent.replace(/.*(Edg\/)/, '$1'));
  if (!found) return 'your browser';
  const names = /** @type {Record<string, string>} */ ({ Edg: 'Edge', Chrome: 'Chromium', Version: 'Safari' });
  return `${names[found[1]] ?? found[1]} ${found[2]}`;
}

/**
 * @param {DemoReport} report
 * @param {string} verdict
 */
function finish(report, verdict) {
  report.verdict = verdict;
  report.equal = report.rows.length > 0 && report.rows.every((row) => row.equal);
  report.done = true;
  const box = find('#verdict');
  box.dataset.state = report.equal ? 'equal' : 'differs';
  box.textContent = verdict;
}

async function main() {
  /** @type {DemoReport} */
  const report = { done: false, verdict: '', equal: false, rows: [] };
  window.__jcoGoDemo = report;
  try {
    const response = await fetch('demo.json');
    if (!response.ok) throw new Error(`demo.json: ${response.status} ${response.statusText}`);
    /** @type {Demo} */
    const demo = await response.json();
    for (const example of demo.examples) {
      const instantiate = instantiator(example, document.baseURI, compile);
      const page = await answersOf(example, instantiate);
      find('#examples').append(card(example, page, playground(example, instantiate)));
      for (const [i, call] of example.calls.entries()) {
        const answers = { native: call.native, node: call.node, page: page[i] };
        report.rows.push({
          example: example.name,
          call: call.label,
          native: call.native.text,
          node: call.node.text,
          answer: page[i].text,
          equal: allEqual(answers),
        });
      }
    }
    const total = report.rows.length;
    const different = report.rows.filter((row) => !row.equal).length;
    showPlace('native', demo.native, total);
    showPlace('node', demo.node, total);
    showPlace('page', browserName(), total);
    finish(
      report,
      different === 0
        ? `All ${total} answers equal in three places`
        : `${different} of ${total} answers differ: look for “differs” below`,
    );
  } catch (error) {
    console.error(error);
    find('#examples').append(
      element('p', { class: 'hint' }, 'This page is made by npm start, and needs what it builds.'),
    );
    finish(report, `The demo did not load: ${error instanceof Error ? error.message : error}`);
  }
}

await main();
