// Bars as SVG: one group for each row, one bar for each contestant.

/** @typedef {{ colour: string, name: string, value: number, low?: number, high?: number, label: string }} Bar */
/** @typedef {{ title: string, note?: string, bars: Bar[] }} Group */

const width = 960;
const left = 300;
const right = 150;
const bar = 13;
const gap = 16;

/**
 * @param {Group[]} groups
 * @param {{ log?: boolean, tick: (value: number) => string, title: string }} options log: a logarithmic axis; tick: how
 *   a figure is written at the axis
 * @returns {string}
 */
export function plot(groups, { log = false, tick, title }) {
  const values = groups.flatMap(({ bars }) => bars.map(({ value }) => value)).filter((value) => value > 0);
  if (values.length === 0) return '';
  const high = Math.max(...values);
  const [from, to] = log
    ? [10 ** Math.floor(Math.log10(Math.min(...values)) - 0.3), 10 ** Math.ceil(Math.log10(high))]
    : [0, high];
  const x = (/** @type {number} */ value) => {
    const part = log ? Math.log(Math.max(value, from) / from) / Math.log(to / from) : value / to;
    return left + part * (width - left - right);
  };
  const top = 24;
  let y = top + 8;
  const body = [];
  for (const { title, note, bars } of groups) {
    const middle = y + (bars.length * (bar + 2)) / 2;
    body.push(text(left - 12, middle + (note ? -2 : 4), title, 'title'));
    if (note) body.push(text(left - 12, middle + 13, note, 'note'));
    for (const { colour, name, value, low, high, label } of bars) {
      const end = x(value);
      const hint = `<title>${escapeText(`${title}, ${name}: ${label}`)}</title>`;
      body.push(
        `<rect class="${colour}" x="${left}" y="${y}" width="${n(end - left)}" height="${bar}" rx="2">${hint}</rect>`,
      );
      if (low !== undefined && high !== undefined && low > 0 && x(high) - x(low) > 2) {
        const line = `M${n(x(low))} ${y + bar / 2}H${n(x(high))}`;
        body.push(`<path class="quartiles" d="${line}"/>`);
      }
      body.push(text(Math.max(end, x(high ?? value)) + 6, y + bar - 2.5, label, 'value'));
      y += bar + 2;
    }
    y += gap;
  }
  const axis = ticks(from, to, log).map((value) => {
    const at = n(x(value));
    return `<path class="grid" d="M${at} ${top}V${y}"/>${text(x(value), top - 8, tick(value), 'tick')}`;
  });
  const label = `role="img" aria-label="${escapeText(title)}"`;
  return `<svg viewBox="0 0 ${width} ${y}" ${label}>\n${[...axis, ...body].join('\n')}\n</svg>`;
}

/** @param {number} from @param {number} to @param {boolean} log */
function ticks(from, to, log) {
  const list = [];
  if (log) {
    const decades = Math.round(Math.log10(to / from));
    const step = Math.ceil(decades / 8);
    for (let i = 0; i <= decades; i += step) list.push(from * 10 ** i);
  } else {
    const step = 10 ** Math.floor(Math.log10(to));
    const by = to / step < 2 ? step / 4 : to / step < 5 ? step / 2 : step;
    for (let value = 0; value <= to; value += by) list.push(value);
  }
  return list;
}

/** @param {number} x @param {number} y @param {string} content @param {string} kind */
function text(x, y, content, kind) {
  return `<text class="${kind}" x="${n(x)}" y="${n(y)}">${escapeText(content)}</text>`;
}

/** @param {number} value */
function n(value) {
  return Number(value.toFixed(1));
}

/** Text for HTML and SVG. @param {string} text */
export function escapeText(text) {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
