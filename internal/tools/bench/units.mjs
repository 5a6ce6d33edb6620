// Figures as people read them.

/** @param {number | undefined} ns */
export function duration(ns) {
  if (ns === undefined) return '–';
  if (ns < 1e3) return `${digits(ns)} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`;
  return ns < 1e9 ? `${digits(ns / 1e6)} ms` : `${digits(ns / 1e9)} s`;
}

/** @param {number | undefined} bytes */
export function size(bytes) {
  if (bytes === undefined) return '–';
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${digits(bytes / 1e3)} KB` : `${digits(bytes / 1e6)} MB`;
}

/** So much a second. @param {number | undefined} n @param {'bytes' | 'chunks' | 'records'} unit */
export function rate(n, unit) {
  if (n === undefined) return '–';
  const power = Math.max(0, Math.min(4, Math.floor(Math.log10(n * 1.0005) / 3)));
  return `${digits(n / 1000 ** power)} ${['', 'k', 'M', 'G', 'T'][power]}${unit === 'bytes' ? 'B' : ''}/s`;
}

/** @param {number | undefined} n */
export function times(n) {
  return n === undefined ? '–' : `${digits(n)}×`;
}

/** Three digits that count. @param {number} n */
function digits(n) {
  if (n >= 99.95) return Math.round(n).toLocaleString('en-US');
  return n >= 9.995 ? n.toFixed(1) : n.toFixed(2);
}
