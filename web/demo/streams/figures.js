// Figures as people read them.

/** Throughput over the last second. */
export class Rate {
  /** Times in milliseconds and bytes until then, in turn. @type {number[]} */
  #samples = [];

  /** @param {number} at in milliseconds @param {number} total bytes until then */
  add(at, total) {
    const samples = this.#samples;
    const last = samples.at(-2);
    if (last !== undefined && at - last < 20) return;
    samples.push(at, total);
    while (samples.length > 4 && samples[2] < at - 1000) samples.splice(0, 2);
  }

  /** In bytes a second; 0 until there are two samples. @param {number} at @param {number} total */
  now(at, total) {
    const [first, before] = this.#samples;
    return first === undefined || at - first < 20 ? 0 : ((total - before) / (at - first)) * 1000;
  }
}

/** @param {number} n bytes */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  if (n < 1e6) return `${(n / 1e3).toFixed(1)} kB`;
  return n < 1e9 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(2)} GB`;
}

/** @param {number} n bytes a second */
export function rate(n) {
  const mb = n / 1e6;
  return `${mb >= 100 ? Math.round(mb) : mb.toFixed(1)} MB/s`;
}

/** @param {number} ms */
export function time(ms) {
  if (ms <= 0) return '0 ms';
  if (ms < 0.0995) return `${Math.round(ms * 1000)} µs`;
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
