// The report as one page: no scripts, nothing fetched.

import { escapeText, plot } from './plot.mjs';
import { duration, size, times } from './units.mjs';
import {
  atTheLimit,
  fasterThanJco,
  limitOverBare,
  packageOverNative,
  ratio,
  streamFigure,
  streamGoal,
  streamUnits,
} from './verdicts.mjs';

/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').CallRow} CallRow */
/** @typedef {import('./types.js').Contestant} Contestant */

/** How a contestant is called, and coloured, in a plot. @typedef {[contestant: Contestant, name: string, colour: string]} Series */

/** @type {Series[]} */
const both = [
  ['ours', 'jco-go', 'ours'],
  ['jco', 'jco', 'jco'],
];
/** @type {[transpiler: import('./types.js').Transpiler, name: string, colour: string][]} */
const transpilers = [
  ['ours', 'jco-go, native', 'ours'],
  ['wasm', 'the npm package, called', 'any'],
  ['npx', 'npx jco-go', 'bare'],
  ['jco', 'jco', 'jco'],
];
/** @type {Series[]} */
const inNode = [['bare', 'bare copy', 'bare'], ['limit', 'limit', 'limit'], ...both];
/** @type {Series[]} */
const inGo = [
  ['bare', 'bare copy', 'bare'],
  ['limit', 'limit', 'limit'],
  ['typed', 'jco-go, typed', 'ours'],
  ['ours', 'jco-go, any', 'any'],
];

/**
 * @param {Report} report
 * @returns {string}
 */
export function html(report) {
  const { machine, tools, made } = report;
  const sections = [
    callSection(report),
    streamSection(report),
    nativeSection(report),
    glueSection(report),
    transpileSection(report),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>jco-go: how fast, how large</title>
<style>${style}</style>
<main>
<h1>jco-go: how fast, how large</h1>
<p>${escapeText(tools.ours)} beside ${escapeText(tools.jco)}, on ${escapeText(made.slice(0, 10))}${report.quick ? ', by a quick run' : ''}.
${escapeText(`${machine.cpu}, ${machine.cores} cores, ${size(machine.memory)} of memory, ${machine.system}; Node ${machine.node}, ${machine.go}`)}.</p>
<p>Every contestant takes a sample in every round; a figure is the median of the rounds, the thin line in a bar leads from the
first to the third quartile; a ratio is the median of the rounds' ratios. Compare figures of one run only.</p>
${sections.filter(Boolean).join('\n')}
</main>
</html>
`;
}

/** @param {Report} report */
function callSection({ calls, tools }) {
  if (calls.length === 0) return '';
  return `<h2>Calls in Node</h2>
<p>The limit is the raw core call, or glue written by hand for the same core module; the bare copy moves the same bytes with
nothing around it. Wanted: each row's goal, and at least ${times(fasterThanJco)} as fast as ${escapeText(tools.jco)} unless it is at the limit (≤ ${times(atTheLimit)});
glue by hand within ${times(limitOverBare)} of the bare copy of a list.</p>
${callPlot(calls, inNode, 'Time per call in Node')}
${table(
  ['call', 'bare copy', 'limit', 'jco-go', 'jco', 'limit / bare', 'jco-go / limit', 'jco / jco-go', 'goal', ''],
  calls.map((row) => [
    row.title,
    ...inNode.map(([contestant]) => duration(row.figures[contestant]?.median)),
    times(ratio(row, 'limit', 'bare')),
    times(ratio(row, 'ours', 'limit')),
    times(ratio(row, 'jco', 'ours')),
    goal(row),
    mark(row),
  ]),
)}
${reasons(calls)}`;
}

/** @param {Report} report */
function streamSection({ streams = [], tools }) {
  if (streams.length === 0) return '';
  return `<h2>Streams and futures</h2>
<p>What goes through a guest a second, in chunks of 64 KiB unless said otherwise, or how long a future takes with its call. “Joined” is held against
memory.copy of chunks of the same size, measured in the same process.</p>
${table(
  ['what', 'in', 'jco-go', 'jco', 'memory.copy', 'wanted', '', `why ${tools.jco} has no figure`],
  streams.map((row) => [
    row.title,
    row.where,
    ...[row.ours, row.jco, row.copy].map((taken) => streamUnits(row, streamFigure(row, taken))),
    streamGoal(row),
    mark(row),
    row.without ?? '',
  ]),
)}
${reasons(streams)}`;
}

/** @param {Report} report */
function nativeSection({ native }) {
  if (native.length === 0) return '';
  return `<h2>Calls in Go</h2>
<p>The limit is wazero's core call, with lists and strings copied by hand. “Typed” is a Go function bound once, the other a
call with values of type <code>any</code>.</p>
${callPlot(native, inGo, 'Time per call in Go')}
${table(
  ['call', 'bare copy', 'limit', 'typed', 'any', 'limit / bare', 'typed / limit', 'any / limit', 'goal', ''],
  native.map((row) => [
    row.title,
    ...inGo.map(([contestant]) => duration(row.figures[contestant]?.median)),
    times(ratio(row, 'limit', 'bare')),
    times(ratio(row, 'typed', 'limit')),
    times(ratio(row, 'ours', 'limit')),
    goal(row),
    mark(row),
  ]),
)}
${reasons(native)}`;
}

/** @param {Report} report */
function glueSection({ glue, tools }) {
  if (glue.length === 0) return '';
  const groups = glue.map(({ title, ours, jco }) => ({
    title,
    bars: [
      ...(ours ? [{ colour: 'ours', name: 'jco-go', value: ours.minGzip, label: size(ours.minGzip) }] : []),
      ...(jco ? [{ colour: 'jco', name: 'jco', value: jco.minGzip, label: size(jco.minGzip) }] : []),
    ],
  }));
  return `<h2>Size of the glue</h2>
<p>All JavaScript that a tool writes, core modules apart (<code>-b 0</code>), minified by ${escapeText(tools.minifier)} and compressed by gzip.</p>
${legend(both)}
${plot(groups, { tick: size, title: 'Size of the glue' })}
${table(
  ['component', 'its size', 'jco-go', 'min', 'min+gz', 'jco', 'min', 'min+gz', 'jco / jco-go', ''],
  glue.map((row) => [
    row.title,
    size(row.component),
    ...[row.ours, row.jco].flatMap((s) => [size(s?.raw), size(s?.min), size(s?.minGzip)]),
    times(row.ours && row.jco && row.jco.minGzip / row.ours.minGzip),
    mark(row),
  ]),
)}
${reasons(glue)}`;
}

/** @param {Report} report */
function transpileSection({ transpile }) {
  if (transpile.length === 0) return '';
  /** @param {(cost: import('./types.js').Cost) => number} value @param {(value: number) => string} label */
  const groups = (value, label) =>
    transpile.map((row) => ({
      title: row.title,
      bars: transpilers.flatMap(([transpiler, name, colour]) => {
        const cost = row[transpiler];
        return cost ? [{ colour, name, value: value(cost), label: label(value(cost)) }] : [];
      }),
    }));
  return `<h2>Transpiling</h2>
<p>The whole process, from its start to its end: wall time, and the largest resident set. The npm package is WebAssembly: a
script that calls it, and its command line. The call is from the import of the package to its answer; wanted is at most
${times(packageOverNative)} what is wanted of the native program.</p>
${legend(transpilers)}
${plot(
  groups((cost) => cost.wall * 1e6, duration),
  { tick: duration, title: 'Wall time of transpiling', log: true },
)}
${plot(
  groups((cost) => cost.memory, size),
  { tick: size, title: 'Peak memory of transpiling' },
)}
${table(
  [
    ...['component', 'its size', 'native', 'cpu', 'memory', 'package: the call', 'process', 'cpu', 'memory'],
    ...['npx', 'cpu', 'memory', 'jco', 'cpu', 'memory', 'jco / native', 'goal', ''],
  ],
  transpile.map((row) => [
    row.title,
    size(row.component),
    ...transpilers.flatMap(([transpiler]) => {
      const cost = row[transpiler];
      const call = duration(row.wasm?.answered && row.wasm.answered * 1e6);
      return [
        ...(transpiler === 'wasm' ? [call] : []),
        duration(cost && cost.wall * 1e6),
        duration(cost && cost.cpu * 1e6),
        size(cost?.memory),
      ];
    }),
    times(row.ours && row.jco && row.jco.wall / row.ours.wall),
    row.goal ? `≤ ${row.goal.ms} ms${row.goal.mb ? `, ${row.goal.mb} MB` : ''}` : '',
    mark(row),
  ]),
)}
${reasons(transpile)}`;
}

/** @param {CallRow[]} rows @param {Series[]} shown @param {string} title */
function callPlot(rows, shown, title) {
  const groups = rows.map((row) => ({
    title: row.title,
    note: shown === inNode && row.figures.jco ? `jco takes ${times(ratio(row, 'jco', 'ours'))} as long` : '',
    bars: shown.flatMap(([contestant, known, colour]) => {
      const figure = row.figures[contestant];
      if (!figure) return [];
      const name = (contestant === 'limit' && row.limit) || (contestant === 'bare' && row.bare) || known;
      return [
        { colour, name, value: figure.median, low: figure.low, high: figure.high, label: duration(figure.median) },
      ];
    }),
  }));
  return `${legend(shown)}\n${plot(groups, { log: true, tick: duration, title })}`;
}

/** @param {[string, string, string][]} shown */
function legend(shown) {
  return `<p class="legend">${shown.map(([, name, colour]) => `<i class="${colour}"></i>${name}`).join(' ')}</p>`;
}

/** @param {CallRow} row */
function goal(row) {
  return row.goal ? `≤ ${times(row.goal)}` : '';
}

/** @param {{ verdict: import('./types.js').Verdict }} row */
function mark({ verdict }) {
  return verdict.ok ? '✓' : /^FAILED/.test(verdict.text) ? 'failed' : 'missed';
}

/** What was missed, under the table that it belongs to. @param {{ title: string, verdict: import('./types.js').Verdict }[]} rows */
function reasons(rows) {
  const missed = rows.filter(({ verdict }) => !verdict.ok);
  if (missed.length === 0) return '';
  return `<ul>\n${missed.map(({ title, verdict }) => `<li>${escapeText(`${title}: ${verdict.text}`)}</li>`).join('\n')}\n</ul>`;
}

/** @param {string[]} heading @param {string[][]} rows */
function table(heading, rows) {
  const line = (/** @type {string} */ tag, /** @type {string[]} */ cells) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table>
${line('th', heading)}
${rows.map((row) => line('td', row)).join('\n')}
</table></div>`;
}

const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2126; --faint: #66707a; --line: #dde2e7;
  --bare: #c9d0d7; --limit: #8b96a1; --ours: #1f6feb; --any: #7fb0f5; --jco: #e0862a; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181c; --ink: #e4e8ec; --faint: #97a1ab; --line: #2c333a;
  --bare: #47515b; --limit: #76828e; --ours: #4c93ff; --any: #2b5ca8; --jco: #e0933f; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 3rem; }
p { max-width: 75ch; }
svg { width: 100%; height: auto; display: block; margin: 1rem 0; }
svg text { fill: var(--ink); font-size: 12px; } svg .title { text-anchor: end; } svg .note { text-anchor: end; fill: var(--faint); font-size: 11px; }
svg .tick { text-anchor: middle; fill: var(--faint); font-size: 11px; } svg .grid { stroke: var(--line); }
svg .quartiles { stroke: var(--ink); opacity: .65; }
.bare { fill: var(--bare); background: var(--bare); } .limit { fill: var(--limit); background: var(--limit); }
.ours { fill: var(--ours); background: var(--ours); }
.jco { fill: var(--jco); background: var(--jco); } .any { fill: var(--any); background: var(--any); }
.legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .4em 0 1em; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { color: var(--faint); font-weight: 600; } th:first-child, td:first-child { text-align: left; }
th:last-child, td:last-child { text-align: left; }
`;
