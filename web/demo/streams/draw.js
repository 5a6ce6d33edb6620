// Lanes and the strip above them, on canvases. Colours are the page's: custom properties, so that they follow its theme.

import { rate, time } from './figures.js';
import { COPY, READER_WAITS, RUNS, WRITER_WAITS } from './lane.js';

/** @import { Lane } from './lane.js' */
/** @import { Lanes } from './lanes.js' */
/** @import { Overview } from './overview.js' */

/** @typedef {{ from: number, to: number }} Span in milliseconds */
/** Where things lie, in CSS pixels; span is how wide the time is. @typedef {{ width: number, left: number, span: number, top: number, row: number, bar: number, narrow: boolean }} Layout */

/** The custom properties of bars, by kind. @type {Record<number, string>} */
const colours = {
  [RUNS]: '--runs',
  [READER_WAITS]: '--reader-waits',
  [WRITER_WAITS]: '--writer-waits',
  [COPY]: '--copy',
};

/** @param {number} width @returns {Layout} */
export function layout(width) {
  const narrow = width < 560;
  const left = narrow ? 4 : Math.min(190, width * 0.2);
  return { width, left, span: width - left - 8, top: 26, row: narrow ? 50 : 36, bar: 16, narrow };
}

/** How high the lanes are. @param {Layout} at @param {number} lanes */
export function heightOf(at, lanes) {
  return at.top + Math.max(1, lanes) * at.row + 4;
}

/** Where the bars of a lane begin. @param {Layout} at @param {number} i */
export function barTop(at, i) {
  return at.top + i * at.row + (at.narrow ? 24 : 6);
}

/**
 * A canvas of that size, in the pixels of the screen.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width @param {number} height in CSS pixels
 */
function prepare(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name);
  const font = (/** @type {number} */ size, weight = 400) => `${weight} ${size}px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  return { context, colour, font };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Lanes} lanes
 * @param {Lane[]} shown
 * @param {Span} view
 * @param {number} zero the time that is called 0
 */
export function drawLanes(canvas, lanes, shown, view, zero) {
  const at = layout(canvas.clientWidth);
  const { context, colour, font } = prepare(canvas, at.width, heightOf(at, shown.length));
  if (shown.length === 0) {
    context.fillStyle = colour('--soft');
    context.font = font(13);
    context.fillText('Nothing has run.', 0, at.top + at.row / 2);
    return;
  }
  const perMs = at.span / (view.to - view.from);
  const x = (/** @type {number} */ t) => at.left + (t - view.from) * perMs;

  // The axis.
  const step = niceStep(((view.to - view.from) * 84) / at.span);
  context.font = font(11);
  for (let t = Math.ceil((view.from - zero) / step) * step; t <= view.to - zero; t += step) {
    const px = Math.round(x(t + zero)) + 0.5;
    context.fillStyle = colour('--line');
    context.fillRect(px - 0.5, at.top - 6, 1, heightOf(at, shown.length));
    context.fillStyle = colour('--soft');
    const text = time(Math.max(0, t));
    if (px + context.measureText(text).width + 4 < at.width) context.fillText(text, px + 4, at.top / 2 - 2);
  }

  for (const [i, lane] of shown.entries()) {
    const top = at.top + i * at.row;
    if (i > 0) {
      context.fillStyle = colour('--line');
      context.fillRect(0, top, at.width, 1);
    }
    context.save();
    context.beginPath();
    context.rect(at.left - 4, at.top - 6, at.width - at.left + 4, heightOf(at, shown.length));
    context.clip();
    drawLane(context, at, lane, barTop(at, i), { view, x, now: lanes.now, colour, font });
    context.restore();
    drawLabel(context, at, lane, lanes.label(lane), top, { colour, font });
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {Layout} at @param {Lane} lane @param {string} label @param {number} top
 * @param {{ colour: (name: string) => string, font: (size: number, weight?: number) => string }} look
 */
function drawLabel(context, at, lane, label, top, { colour, font }) {
  const middle = at.narrow ? top + 12 : top + at.row / 2 - 4;
  context.fillStyle = colour('--ink');
  context.font = font(12.5, lane.kind === 'task' ? 650 : 450);
  context.fillText(label, at.narrow ? 2 : 0, middle);
  const width = context.measureText(label).width;
  context.fillStyle = colour('--soft');
  context.font = font(10.5);
  if (at.narrow) context.fillText(lane.kind, 2 + width + 7, middle);
  else context.fillText(lane.kind, 0, middle + 13);
}

/**
 * @param {CanvasRenderingContext2D} context @param {Layout} at @param {Lane} lane @param {number} top
 * @param {{ view: Span, x: (t: number) => number, now: number, colour: (name: string) => string, font: (size: number, weight?: number) => string }} look
 */
function drawLane(context, at, lane, top, { view, x, now, colour, font }) {
  const end = lane.end ?? now;
  const [lifeFrom, lifeTo] = [Math.max(lane.start, view.from), Math.min(end, view.to)];
  const middle = top + at.bar / 2;
  if (lifeTo >= lifeFrom) {
    context.fillStyle = colour('--life');
    context.fillRect(x(lifeFrom), middle - 1, Math.max(1, x(lifeTo) - x(lifeFrom)), 2);
    if (lane.start >= view.from) context.fillRect(x(lane.start) - 1, top, 2, at.bar);
    if (lane.end !== undefined && lane.end <= view.to) {
      context.beginPath();
      context.arc(x(lane.end), middle, 4, 0, 7);
      context.fill();
    }
  }
  /** Where the last bar of a kind ended: one that adds no pixel is left out. */
  const drawn = [-1, -1, -1, -1];
  context.font = font(10.5, 550);
  for (const bar of lane.bars(view.from, view.to, now)) {
    const from = Math.max(x(bar.start), at.left);
    const to = Math.min(x(bar.end), at.left + at.span);
    const right = Math.max(to, from + (bar.kind === COPY ? 1.5 : 1));
    if (right < drawn[bar.kind] + 0.5) continue;
    drawn[bar.kind] = right;
    context.fillStyle = colour(colours[bar.kind]);
    if (bar.kind === COPY) context.fillRect(from - 0.75, top + at.bar + 1, right - from, 7);
    else if (bar.kind === RUNS) context.fillRect(from, top, right - from, at.bar);
    else context.fillRect(from, top + 3, right - from, at.bar - 6);
    const text = bar.kind === RUNS ? time(bar.end - bar.start) : '';
    if (text && to - from > context.measureText(text).width + 10) {
      context.fillStyle = colour('--on-runs');
      context.fillText(text, from + 5, middle + 0.5);
    }
  }
}

/** A step of 1, 2 or 5 times a power of ten that is no less. @param {number} least */
export function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((m) => m * power >= least) ?? 10);
}

/**
 * The strip of the whole run: throughput, and how much of the time code of guests ran.
 * @param {HTMLCanvasElement} canvas
 * @param {Overview} overview
 * @param {Span} whole
 * @param {Span} view
 */
export function drawOverview(canvas, overview, whole, view) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const { context, colour, font } = prepare(canvas, width, height);
  if (overview.bytes.length === 0) return;
  const total = whole.to - whole.from || 1;
  const x = (/** @type {number} */ t) => ((t - whole.from) / total) * width;
  const { rates } = overview;
  const peak = Math.max(0, ...rates);
  const left = (/** @type {number} */ i) => x(overview.start + i * overview.width);
  context.fillStyle = colour('--runs-soft');
  for (const [i, ran] of overview.ran.entries()) {
    const tall = Math.min(1, ran / overview.width) * height;
    context.fillRect(left(i), height - tall, left(i + 1) - left(i) + 0.3, tall);
  }
  context.beginPath();
  for (const [i, amount] of rates.entries()) {
    const y = height - 2 - (peak ? (amount / peak) * (height - 26) : 0);
    context.lineTo(left(i), y);
    context.lineTo(left(i + 1), y);
  }
  context.strokeStyle = colour('--copy');
  context.lineWidth = 1.5;
  context.stroke();
  const from = x(view.from);
  const to = x(view.to);
  context.fillStyle = colour('--shade');
  context.fillRect(0, 0, from, height);
  context.fillRect(Math.max(to, from + 2), 0, width, height);
  context.strokeStyle = colour('--accent');
  context.lineWidth = 2;
  context.strokeRect(from + 1, 1, Math.max(2, to - from - 2), height - 2);
  if (peak) {
    context.font = font(11, 550);
    const text = `peak ${rate(peak)}`;
    const w = context.measureText(text).width;
    context.fillStyle = colour('--surface');
    context.fillRect(width - w - 14, 4, w + 10, 17);
    context.fillStyle = colour('--ink');
    context.fillText(text, width - w - 9, 13);
  }
}
