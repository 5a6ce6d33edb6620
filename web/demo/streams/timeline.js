// The timeline: which part of the run is shown, what a bar is that somebody points at, and all of it as a table.

import { element, find } from '../dom.js';
import { barTop, drawLanes, drawOverview, heightOf, layout } from './draw.js';
import { bytes, time } from './figures.js';
import { COPY, READER_WAITS, RUNS, WRITER_WAITS } from './lane.js';
import { Overview } from './overview.js';

/** @import { Bar, Lane } from './lane.js' */
/** @import { Lanes } from './lanes.js' */

/** The least and the usual length of the part that is shown, in milliseconds. */
const least = 0.2;
const usual = 60;

/** The least time from one picture to the next, in milliseconds. */
const pause = 80;

const hint = 'Point at a bar to read what it is. Drag the lanes to move in time.';

export class Timeline {
  #overview = new Overview();
  /** What is shown, in milliseconds. */
  #view = { from: 0, to: usual };
  /** The latest part is shown. */
  #follows = false;
  /** When the first call was. */
  #start = 0;
  #hasBegun = false;
  #canvas = /** @type {HTMLCanvasElement} */ (find('#lanes'));
  #strip = /** @type {HTMLCanvasElement} */ (find('#overview'));
  #drawnAt = 0;
  #frame = 0;

  /** @param {Lanes} lanes */
  constructor(lanes) {
    this.lanes = lanes;
    lanes.onProgress = (at, bytes, ran) => {
      if (!this.#hasBegun) {
        this.#hasBegun = true;
        this.#start = lanes.all[0]?.start ?? at;
        this.#overview.clear(this.#start);
      }
      this.#overview.add(at, bytes, ran);
    };
    const buttons = {
      '#earlier': () => this.#move(-0.5),
      '#later': () => this.#move(0.5),
      '#closer': () => this.#zoom(0.5),
      '#farther': () => this.#zoom(2),
      '#whole': () => this.#show(this.#whole()),
    };
    for (const [id, act] of Object.entries(buttons)) find(id).addEventListener('click', act);
    this.#listen();
    new ResizeObserver(() => this.draw(true)).observe(this.#canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw(true));
    find('#readout').textContent = hint;
    this.draw(true);
  }

  /** A run begins. */
  begin() {
    this.lanes.clear();
    this.#hasBegun = false;
    this.#start = this.lanes.now = performance.now();
    this.#overview.clear(this.#start);
    this.#follows = true;
    this.draw(true);
  }

  /** It is over: its beginning is shown. */
  finish() {
    this.#follows = false;
    const { to } = this.#whole();
    this.#show({ from: this.#start, to: Math.min(this.#start + usual, to) });
    this.#fillTable();
  }

  /** Draws soon. @param {boolean} [now] whatever was drawn just before */
  draw(now = false) {
    if (this.#frame || (!now && performance.now() - this.#drawnAt < pause)) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawnAt = performance.now();
      this.#paint();
    });
  }

  #whole() {
    return { from: this.#start, to: Math.max(this.lanes.now, this.#start + 1) };
  }

  #paint() {
    const whole = this.#whole();
    if (this.#follows)
      this.#view = { from: Math.max(whole.from, whole.to - usual), to: Math.max(whole.to, whole.from + usual) };
    const shown = this.lanes.ordered();
    this.#canvas.style.height = `${heightOf(layout(this.#canvas.clientWidth), shown.length)}px`;
    drawLanes(this.#canvas, this.lanes, shown, this.#view, this.#start);
    drawOverview(this.#strip, this.#overview, whole, this.#view);
    const { from, to } = this.#view;
    const part = `${time(from - this.#start)} to ${time(to - this.#start)} of ${time(whole.to - whole.from)}`;
    find('#span').textContent = shown.length ? part : '';
  }

  /** @param {{ from: number, to: number }} view */
  #show(view) {
    this.#follows = false;
    const whole = this.#whole();
    const length = Math.min(Math.max(view.to - view.from, least), Math.max(whole.to - whole.from, least));
    const from = Math.max(whole.from, Math.min(view.from, whole.to - length));
    this.#view = { from, to: from + length };
    this.draw(true);
  }

  /** @param {number} share of what is shown */
  #move(share) {
    const { from, to } = this.#view;
    const by = (to - from) * share;
    this.#show({ from: from + by, to: to + by });
  }

  /** @param {number} factor @param {number} [at] the share that stays where it is */
  #zoom(factor, at = 0.5) {
    const { from, to } = this.#view;
    const length = (to - from) * factor;
    const fixed = from + (to - from) * at;
    this.#show({ from: fixed - length * at, to: fixed + length * (1 - at) });
  }

  #listen() {
    const canvas = this.#canvas;
    /** @type {{ x: number, from: number, to: number } | undefined} */
    let drag;
    const share = (/** @type {PointerEvent | WheelEvent} */ event) => {
      const { left, span } = layout(canvas.clientWidth);
      return (event.offsetX - left) / span;
    };
    canvas.addEventListener('pointerdown', (event) => {
      drag = { x: event.clientX, ...this.#view };
      canvas.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!drag) return this.#point(event);
      const by = ((drag.x - event.clientX) * (drag.to - drag.from)) / layout(canvas.clientWidth).span;
      if (Math.abs(drag.x - event.clientX) > 3) this.#show({ from: drag.from + by, to: drag.to + by });
    });
    for (const type of ['pointerup', 'pointercancel']) canvas.addEventListener(type, () => (drag = undefined));
    canvas.addEventListener('pointerleave', () => (find('#readout').textContent = hint));
    canvas.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
        event.preventDefault();
        this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, Math.min(Math.max(share(event), 0), 1));
      },
      { passive: false },
    );
    this.#strip.addEventListener('pointerdown', (event) => {
      const whole = this.#whole();
      const middle = whole.from + ((whole.to - whole.from) * event.offsetX) / this.#strip.clientWidth;
      const half = Math.min(this.#view.to - this.#view.from, usual) / 2;
      this.#show({ from: middle - half, to: middle + half });
    });
  }

  /** Says what lies under the pointer. @param {PointerEvent} event */
  #point(event) {
    const at = layout(this.#canvas.clientWidth);
    const shown = this.lanes.ordered();
    const i = Math.floor((event.offsetY - at.top) / at.row);
    const lane = shown[i];
    if (!lane || event.offsetX < at.left) return;
    const perPixel = (this.#view.to - this.#view.from) / at.span;
    const t = this.#view.from + (event.offsetX - at.left) * perPixel;
    const copies = event.offsetY > barTop(at, i) + at.bar;
    /** @type {Bar | undefined} */
    let found;
    for (const bar of lane.bars(t - 4 * perPixel, t + 4 * perPixel, this.lanes.now)) {
      if (bar.kind === COPY ? copies || !found : !copies || !found) found = bar;
    }
    const when = (/** @type {number} */ ms) => time(Math.max(0, ms - this.#start));
    find('#readout').textContent = found
      ? `${this.#title(lane)} ${meaning(lane, found)}, at ${when(found.start)}`
      : `${this.#title(lane)}: ${this.#rest(lane, t)}, at ${when(t)}`;
  }

  /** @param {Lane} lane @param {number} t */
  #rest(lane, t) {
    if (t < lane.start) return 'not there yet';
    if (lane.end !== undefined && t > lane.end) return lane.outcome;
    if (lane.forgotten !== undefined && t < lane.forgotten) return 'its bars from then were too many to be kept';
    return lane.kind === 'task' ? 'waits for an event' : 'nobody waits';
  }

  /** @param {Lane} lane */
  #title(lane) {
    return lane.kind === 'task' ? `Task ${this.lanes.label(lane)}` : `${capital(lane.kind)} ${this.lanes.label(lane)}`;
  }

  #fillTable() {
    const rows = this.lanes.ordered().map((lane) => {
      const life = (lane.end ?? this.lanes.now) - lane.start;
      const task = lane.kind === 'task';
      const cells = [
        time(life),
        task ? `${time(lane.times[RUNS])}, ${lane.counts[RUNS].toLocaleString('en')} times` : '–',
        task ? '–' : `${bytes(lane.amount)} in ${lane.counts[COPY].toLocaleString('en')}`,
        task ? '–' : time(lane.times[READER_WAITS]),
        task ? '–' : time(lane.times[WRITER_WAITS]),
        lane.outcome || 'goes on',
      ];
      return element(
        'tr',
        {},
        element('th', { scope: 'row' }, this.#title(lane)),
        ...cells.map((text) => element('td', {}, text)),
      );
    });
    const none = element('tr', {}, element('td', { colspan: '7' }, 'Nothing has run.'));
    find('#lane-rows').replaceChildren(...(rows.length ? rows : [none]));
  }
}

/** @param {Lane} lane @param {Bar} bar */
function meaning(lane, bar) {
  const took = time(bar.end - bar.start);
  switch (bar.kind) {
    case RUNS:
      return `runs for ${took}`;
    case READER_WAITS:
      return `has nothing for its reader, which waits for ${took}`;
    case WRITER_WAITS:
      return `has a writer that waits for ${took} to be read`;
    default:
      return lane.kind === 'future' ? 'gets its value' : `has ${bytes(bar.amount)} copied`;
  }
}

/** @param {string} word */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
