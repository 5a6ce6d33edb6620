// Timing side by side: every contestant takes a sample in every round, in an order that turns from round to round, so that
// what disturbs the machine disturbs all of them; the median of the rounds counts.

/** @typedef {import('./types.js').Figure} Figure */

/**
 * @typedef {object} Entrant
 * @property {string} name
 * @property {(n: number) => void | Promise<void>} loop
 */

/**
 * @param {Entrant[]} entrants
 * @param {{ rounds: number, ms: number, most?: number }} options samples of about ms milliseconds, of at most `most` calls
 * @returns {Promise<Record<string, Figure>>}
 */
export async function measure(entrants, { rounds, ms, most = Number.POSITIVE_INFINITY }) {
  const runs = [];
  for (const { name, loop } of entrants) {
    const calls = await warmUp(loop, ms, most);
    runs.push({ name, loop, calls, samples: /** @type {number[]} */ ([]) });
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < runs.length; i++) {
      const run = runs[(round + i) % runs.length];
      // One contestant's garbage is not swept in another's time.
      globalThis.gc?.({ type: 'minor' });
      run.samples.push(((await time(run.loop, run.calls)) * 1e6) / run.calls);
    }
  }
  return Object.fromEntries(runs.map(({ name, calls, samples }) => [name, figure(samples, calls)]));
}

/**
 * Runs a loop until the optimizing compilers have done their work: until four samples in a row were no faster than the best
 * before them, at most forty.
 * @param {Entrant['loop']} loop
 * @param {number} ms
 * @param {number} most
 * @returns {Promise<number>} how many calls make a sample
 */
async function warmUp(loop, ms, most) {
  let calls = 1;
  let took = await time(loop, calls);
  while (took < ms / 4 && calls < most) {
    calls = Math.min(calls * 4, most);
    took = await time(loop, calls);
  }
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0, idle = 0; i < 40 && idle < 4; i++) {
    took = await time(loop, calls);
    idle = took / calls < best * 0.97 ? 0 : idle + 1;
    best = Math.min(best, took / calls);
    calls = Math.max(1, Math.min(most, Math.round(ms / best)));
  }
  return calls;
}

/**
 * @param {Entrant['loop']} loop
 * @param {number} n
 * @returns {Promise<number>} in ms
 */
async function time(loop, n) {
  const start = performance.now();
  const promise = loop(n);
  if (promise) await promise;
  return performance.now() - start;
}

/**
 * @param {number[]} samples in the order of the rounds
 * @param {number} calls in each
 * @returns {Figure}
 */
export function figure(samples, calls) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ part) => {
    const place = part * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low] + (place - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
  };
  const rounds = samples.map((sample) => Number(sample.toPrecision(4)));
  return { median: at(0.5), low: at(0.25), high: at(0.75), rounds, calls };
}
