// Times loops that wait, in this process: by the clock, and by the processor's time, for others may be at work on the
// machine. It wants node --expose-gc.

/** @typedef {{ wall: number, cpu: number }} Taken nanoseconds for each time round a loop */

/** Of all threads of this process, in nanoseconds. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

/**
 * Times a loop.
 * @param {(n: number) => unknown} loop
 * @param {number} n
 * @returns {Promise<Taken>}
 */
export async function sample(loop, n) {
  globalThis.gc?.({ type: 'minor' });
  const [from, fromCpu] = [performance.now(), cpu()];
  await loop(n);
  return { wall: ((performance.now() - from) * 1e6) / n, cpu: (cpu() - fromCpu) / n };
}

/**
 * The medians of many samples.
 * @param {(n: number) => unknown} loop
 * @param {number} least a sample has a multiple of so many times round
 * @param {{ rounds: number, ms: number }} effort
 * @returns {Promise<Taken>}
 */
export async function measureAwaited(loop, least, { rounds, ms }) {
  // Until the optimizing compilers have done their work: until six samples in a row were no faster, at most eighty.
  let n = least;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0, idle = 0; i < 80 && idle < 6; i++) {
    const { cpu } = await sample(loop, n);
    idle = cpu < best * 0.97 ? 0 : idle + 1;
    best = Math.min(best, cpu);
    n = Math.max(1, Math.round((ms * 1e6) / Math.max(cpu, 1) / least)) * least;
  }
  /** @type {Taken[]} */
  const samples = [];
  for (let i = 0; i < rounds; i++) samples.push(await sample(loop, n));
  /** @param {'wall' | 'cpu'} key */
  const median = (key) => samples.map((s) => s[key]).sort((a, b) => a - b)[Math.floor(samples.length / 2)];
  return { wall: median('wall'), cpu: median('cpu') };
}
