// npm run bench: every workload side by side, with the limit (glue by hand for the same core module) and with jco.
// It ends with 1 if any contestant failed or answered otherwise than the rest.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { readOptions, readPattern } from '../lib/options.mjs';
import { node26, setUp } from '../lib/setup.mjs';
import { measureAsync, wantedAsync } from './async.mjs';
import { measureInNode, measureNatively, profileInNode, profileNatively } from './calls.mjs';
import { weigh } from './glue.mjs';
import { html } from './html.mjs';
import { glueInputs, missingInputs, transpileInputs } from './inputs.mjs';
import { failedRows, missedRows, print } from './print.mjs';
import { measureStream, measureStreamsNatively, wantedStreams } from './streams.mjs';
import { prepareTools, versions } from './tools.mjs';
import { measureTranspiling, prepareTranspiling } from './transpiling.mjs';
import { workloads } from './workloads.mjs';

/** @typedef {import('./types.js').Report} Report */

// npm runs scripts in the repository's root; files are meant from where npm was called.
const from = process.env.INIT_CWD ?? process.cwd();
const usage = `npm run bench -- OPTIONS

  --quick      fewer and shorter rounds
  --only RE    only the rows whose id or title matches; ids of the other tables begin with async-, stream-, native-, glue-, transpile-
  --json FILE  writes the figures (Report in types.d.ts)
  --html FILE  writes a page with plots
  --from FILE  measures nothing: prints, and makes the page of, a file that --json wrote
  --inputs DIR more components to transpile and to weigh: those in DIR
  --profile    prints where the time of our side goes, for each row of calls that missed what is wanted of it
  --enforce    a figure that missed what is wanted of it fails the run`;
const { values: options } = readOptions(usage, {
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    html: { type: 'string' },
    from: { type: 'string' },
    inputs: { type: 'string' },
    profile: { type: 'boolean', default: false },
    enforce: { type: 'boolean', default: false },
  },
});
const only = readPattern(options.only, usage, 'i');
const report = options.from ? read(options.from) : await measureAll();
print(report);
if (options.json) writeFileSync(resolve(from, options.json), `${JSON.stringify(report, null, 1)}\n`);
if (options.html) writeFileSync(resolve(from, options.html), html(report));
if (options.profile) await profileMissed(report);
const absent = missingInputs();
if (!options.from && absent.length && (report.transpile.length || report.glue.length)) {
  console.log(`\nNot transpiled and weighed, as npm run guests -- --real has not made them: ${absent.join(', ')}.`);
}
const failed = failedRows(report);
const missed = missedRows(report);
console.log(`\n${failed.length} rows failed, ${missed.length} missed what is wanted of them.`);
process.exitCode = failed.length || (options.enforce && missed.length) ? 1 : 0;

/** @param {string} file @returns {Report} */
function read(file) {
  return JSON.parse(readFileSync(resolve(from, file), 'utf8'));
}

/** @returns {Promise<Report>} */
async function measureAll() {
  setUp();
  const wanted = (/** @type {{ id: string, title: string }} */ { id, title }) => only.test(id) || only.test(title);
  const inputs = options.inputs && resolve(from, options.inputs);
  const inNode = workloads.filter(wanted);
  const waiting = wantedAsync(wanted);
  const streaming = wantedStreams(wanted);
  const weighed = glueInputs(inputs).filter(({ id, title }) => wanted({ id: `glue-${id}`, title: `glue: ${title}` }));
  const transpiled = transpileInputs(inputs).filter(({ id, title }) =>
    wanted({ id: `transpile-${id}`, title: `transpile: ${title}` }),
  );

  await prepareTools();
  const [load] = loadavg();
  if (load > cpus().length / 2) console.log(`The machine is busy (load ${load.toFixed(1)}): figures will be unsteady.`);
  const effort = options.quick ? { rounds: 5, ms: 20 } : { rounds: 15, ms: 100 };
  /** @type {Report} */
  const made = {
    made: new Date().toISOString(),
    machine: machine(),
    tools: await versions(),
    quick: options.quick,
    calls: [],
    async: [],
    streams: [],
    native: [],
    glue: [],
    transpile: [],
  };
  for (const workload of inNode) {
    progress(workload.title);
    made.calls.push(await measureInNode(workload, effort));
  }
  for (const workload of waiting) {
    progress(workload.title);
    made.async?.push(await measureAsync(workload, { ...effort, quick: options.quick }));
  }
  for (const workload of streaming) {
    progress(workload.title);
    made.streams?.push(await measureStream(workload, effort));
  }
  progress('streams in Go');
  made.streams?.push(...(await measureStreamsNatively(wanted, effort)));
  progress('native calls');
  made.native = await measureNatively(wanted, effort);
  for (const input of weighed) {
    progress(`glue of ${input.title}`);
    made.glue.push(await weigh(input));
  }
  if (transpiled.length) await prepareTranspiling();
  for (const input of transpiled) {
    progress(`transpiling ${input.title}`);
    made.transpile.push(await measureTranspiling(input, options.quick ? 3 : 9));
  }
  progress('');
  return made;
}

/** @param {Report} report */
async function profileMissed({ calls, native }) {
  for (const { id, verdict } of calls) {
    const workload = workloads.find((w) => w.id === id);
    if (workload && !verdict.ok) await profileInNode(workload);
  }
  for (const row of native) if (!row.verdict.ok) await profileNatively(row);
}

function machine() {
  const node = execFileSync(node26, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  const go = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim().replace(/^go/, 'Go ');
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memory: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node,
    go,
  };
}

/** Shows what is being measured, on a terminal. @param {string} text */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text && `Measuring ${text}…`}`);
}
