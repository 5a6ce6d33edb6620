// The page: what is dropped, chosen or fetched goes through a run, and is shown while it does.

import { element, find } from '../dom.js';
// @ts-expect-error jco-go makes it
import { loadRuntime } from './component/jco-go-runtime.js';
// @ts-expect-error jco-go makes it
import { instantiate } from './component/rust-gzip.js';
import { bytes, Rate, rate, time } from './figures.js';
import { Lanes } from './lanes.js';
import { Run } from './run.js';
import { ofAddress, ofFile } from './source.js';
import { Timeline } from './timeline.js';

/** @import { Codec, Result, Work } from './run.js' */
/** @import { Source } from './source.js' */

/** How often the figures are written, in milliseconds. */
const pause = 100;

const form = /** @type {HTMLFormElement} */ (find('#form'));
const file = /** @type {HTMLInputElement} */ (find('#file'));
const address = /** @type {HTMLInputElement} */ (find('#address'));
const fetchButton = /** @type {HTMLButtonElement} */ (find('#fetch'));
const cancelButton = /** @type {HTMLButtonElement} */ (find('#cancel'));
const progress = /** @type {HTMLProgressElement} */ (find('#progress'));
const drop = find('#drop');

/**
 * What a test reads.
 * @typedef {object} Report
 * @property {'starting' | 'ready' | 'running' | 'done' | 'failed' | 'cancelled'} state
 * @property {string} error
 * @property {number} taken bytes
 * @property {number} given bytes
 * @property {string} sha256
 * @property {number} memory of the guests, in bytes
 * @property {Record<string, number>} live
 * @property {{ state: string, reason: string } | undefined} source how it ended
 * @property {{ taken: number, rate: number }[]} steps what the page showed in between
 * @property {Blob | undefined} blob
 */
/** @type {Report} */
const report = {
  ...{ state: 'starting', error: '', taken: 0, given: 0, sha256: '', memory: 0, live: {}, source: undefined },
  ...{ steps: [], blob: undefined },
};
/** @type {any} */ (window).__jcoGoStreams = report;

const lanes = new Lanes();
const timeline = new Timeline(lanes);
/** @type {Codec | undefined} */
let codec;
/** @type {Run | undefined} */
let running;
/** The address of the last result. @type {string | undefined} */
let made;

/** @param {string} text @param {'running' | 'equal' | 'differs'} state */
function say(text, state) {
  const verdict = find('#verdict');
  verdict.textContent = text;
  verdict.dataset.state = state;
}

/** @returns {Promise<Codec>} */
async function start() {
  const runtime = await loadRuntime();
  runtime.onStreamError = () => {}; // the run looks at its source itself
  runtime.trace(true);
  const compiled = new Map();
  const core = (/** @type {string} */ name) => {
    if (!compiled.has(name)) {
      const url = new URL(`component/${name}`, document.baseURI);
      compiled.set(name, WebAssembly.compileStreaming(fetch(url)));
    }
    return compiled.get(name);
  };
  return {
    runtime,
    async instantiate() {
      /** @type {WebAssembly.Memory | undefined} */
      let memory;
      const api = await instantiate(
        core,
        {},
        async (/** @type {WebAssembly.Module} */ module, /** @type {any} */ imports) => {
          const instance = await WebAssembly.instantiate(module, imports);
          if (instance.exports.memory instanceof WebAssembly.Memory) memory = instance.exports.memory;
          return instance;
        },
      );
      return { api, memory: () => memory?.buffer.byteLength ?? 0 };
    },
  };
}

/** What is chosen in the form. */
function choice() {
  const data = new FormData(form);
  const level = Number(/** @type {HTMLSelectElement} */ (find('#level')).value);
  return { work: /** @type {Work} */ (data.get('work')), level };
}

/**
 * Runs what a function gives to its end. One run at a time.
 * @param {(signal: AbortSignal) => Source | Promise<Source>} open
 */
async function run(open) {
  if (running) say('One at a time: this one can be cancelled', 'running');
  if (!codec || running) return;
  const { work, level } = choice();
  const view = new Progress();
  const current = new Run(codec, lanes, () => view.show(current));
  running = current;
  Object.assign(report, {
    state: 'running',
    error: '',
    taken: 0,
    given: 0,
    sha256: '',
    source: undefined,
    steps: [],
    blob: undefined,
  });
  begin();
  timeline.begin();
  try {
    const source = await open(current.signal);
    view.source = source;
    say(`${source.name} goes through…`, 'running');
    const result = await current.start(source, work, level);
    view.finish(current);
    showResult(result, source, view.took);
    report.sha256 = result.summary.sha256;
    report.blob = result.blob;
    report.state = 'done';
  } catch (e) {
    view.finish(current);
    showFailure(e, current.cancelled);
  } finally {
    running = undefined;
    cancelButton.disabled = true;
    fetchButton.disabled = false;
    file.value = '';
    timeline.finish();
  }
}

function begin() {
  cancelButton.disabled = false;
  fetchButton.disabled = true;
  find('#problem').hidden = true;
  const result = find('#result');
  result.hidden = true;
  result.replaceChildren();
  if (made) URL.revokeObjectURL(made);
  made = undefined;
  for (const id of ['#rate', '#in', '#out', '#took', '#memory', '#alive']) find(id).textContent = '–';
  find('#amount').textContent = 'nothing yet';
  progress.value = 0;
  say('Opening…', 'running');
}

/** The progress of one run, as it is shown. */
class Progress {
  /** @type {Source | undefined} */
  source;
  took = 0;
  #rate = new Rate();
  #begin = performance.now();
  #shown = 0;
  #said = 0;

  /** @param {Run} run */
  show(run) {
    const { source } = this;
    if (!source) return;
    const now = performance.now();
    this.#rate.add(now, source.taken);
    timeline.draw();
    if (now - this.#shown < pause) return;
    this.#shown = now;
    this.#write(run, source, this.#rate.now(now, source.taken));
    report.steps.push({ taken: source.taken, rate: this.#rate.now(now, source.taken) });
    const quarter = source.size ? Math.floor((source.taken / source.size) * 4) : 0;
    if (quarter > this.#said && quarter < 4) {
      this.#said = quarter;
      say(`${source.name}: ${quarter * 25} %`, 'running');
    }
  }

  /** @param {Run} run */
  finish(run) {
    this.took = performance.now() - this.#begin;
    const { source } = this;
    if (source) {
      this.#write(run, source, (source.taken / this.took) * 1000);
      const { reason } = source;
      report.source = { state: source.state, reason: reason === undefined ? '' : String(reason) };
    }
    const live = codec?.runtime.live();
    report.live = live;
    find('#alive').textContent = alive(live);
  }

  /** @param {Run} run @param {Source} source @param {number} speed bytes a second */
  #write(run, source, speed) {
    const { taken, size } = source;
    if (size === undefined && source.state === 'open') progress.removeAttribute('value');
    else progress.value = size ? taken / size : source.state === 'ended' ? 1 : 0;
    find('#amount').textContent =
      size === undefined ? bytes(taken) : `${bytes(taken)} of ${bytes(size)}, ${percent(taken, size)}`;
    find('#rate').textContent = rate(speed);
    find('#in').textContent = bytes(taken);
    find('#out').textContent = bytes(run.given);
    find('#took').textContent = time(performance.now() - this.#begin);
    find('#memory').textContent = bytes(run.memory);
    find('#alive').textContent = alive(codec?.runtime.live());
    Object.assign(report, { taken, given: run.given, memory: run.memory });
  }
}

/** @param {number} part @param {number} whole */
function percent(part, whole) {
  return `${whole ? Math.floor((part / whole) * 100) : 100} %`;
}

/** @param {any} live streams are those and futures */
function alive({ tasks, streams }) {
  return tasks + streams === 0 ? 'none' : `${tasks} and ${streams}`;
}

/** @param {Result} result @param {Source} source @param {number} took */
function showResult({ summary, back, blob, name }, source, took) {
  const box = find('#result');
  const hash = element('p', { class: 'hash' }, 'SHA-256 ', element('code', {}, summary.sha256));
  if (blob && name) {
    made = URL.createObjectURL(blob);
    box.append(
      element('p', {}, element('a', { href: made, download: name }, `Save ${name}`), `, ${bytes(blob.size)}`),
      hash,
    );
  } else box.append(hash);
  const same = !back || back.sha256 === summary.sha256;
  if (back) {
    const packed = `${bytes(Number(summary.given))} went from guest to guest, and the page saw none of it.`;
    box.append(element('p', {}, packed));
  }
  box.hidden = false;
  if (same) say(back ? `${source.name} came back the same` : `${source.name} went through in ${time(took)}`, 'equal');
  else say(`${source.name} came back as something else`, 'differs');
}

/** @param {unknown} e @param {boolean} cancelled */
function showFailure(e, cancelled) {
  if (cancelled) {
    report.state = 'cancelled';
    say('Cancelled: the guest was told, and has dropped what it had', 'running');
    return;
  }
  const payload = /** @type {any} */ (e)?.payload;
  const text = typeof payload === 'string' ? `The guest says: ${payload}.` : e instanceof Error ? e.message : String(e);
  report.state = 'failed';
  report.error = text;
  say('It failed', 'differs');
  const problem = find('#problem');
  problem.textContent = text;
  problem.hidden = false;
}

form.addEventListener('change', () => {
  /** @type {HTMLSelectElement} */ (find('#level')).disabled = !['gzip', 'both'].includes(choice().work);
});
file.addEventListener('change', () => {
  const [chosen] = file.files ?? [];
  if (chosen) run(() => ofFile(chosen));
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  run((signal) => ofAddress(address.value, signal));
});
cancelButton.addEventListener('click', () => {
  running?.cancel();
  cancelButton.disabled = true;
});

// A drop anywhere in the page is meant for it: without this the browser would leave the page for the file.
const over = (/** @type {DragEvent} */ event) => {
  event.preventDefault();
  drop.dataset.over = String(event.type === 'dragover');
};
for (const type of /** @type {const} */ (['dragover', 'dragleave'])) window.addEventListener(type, over);
window.addEventListener('drop', (event) => {
  over(event);
  const dropped = event.dataTransfer?.files[0];
  if (dropped) run(() => ofFile(dropped));
});

try {
  codec = await start();
  fetchButton.disabled = false;
  report.state = 'ready';
  say('Ready: give it a file', 'running');
} catch (e) {
  report.state = 'failed';
  report.error = String(e);
  say(`The component does not load: ${e instanceof Error ? e.message : e}`, 'differs');
}
