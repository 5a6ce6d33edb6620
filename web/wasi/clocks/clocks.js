// Package wasi:clocks, for any platform.

/**
 * A clock that never goes back.
 * @typedef {object} Monotonic
 * @property {() => bigint} now nanoseconds since some time
 * @property {bigint} resolution
 */

/** What setTimeout takes at most, in milliseconds. */
const longest = 2 ** 31 - 1;

const nanosecondsPerMillisecond = 1_000_000n;

/** @param {Monotonic} clock */
export function makeClocks(clock) {
  return {
    monotonicClock: makeMonotonic(clock),
    systemClock,
    timezone,
  };
}

/**
 * Its time begins at one second: some programs take 0 for none, or subtract from it.
 * @param {Monotonic} clock
 * @returns {typeof import('../interfaces/wasi-clocks-monotonic-clock.js')}
 */
function makeMonotonic(clock) {
  const start = clock.now() - 1_000_000_000n;
  const now = () => clock.now() - start;
  /** @param {bigint} when @param {{ signal: AbortSignal }} [options] */
  const waitUntil = async (when, options) => {
    // A timer may be early, and has no more than milliseconds.
    for (let left = when - now(); left > 0n && !options?.signal.aborted; left = when - now()) {
      const milliseconds = (left + nanosecondsPerMillisecond - 1n) / nanosecondsPerMillisecond;
      await timer(Number(milliseconds), options?.signal);
    }
  };
  return {
    now,
    getResolution: () => clock.resolution,
    waitUntil,
    waitFor: (duration, options) => waitUntil(now() + duration, options),
  };
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function timer(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(id);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const id = setTimeout(done, Math.min(milliseconds, longest));
    signal?.addEventListener('abort', done);
  });
}

/** @type {typeof import('../interfaces/wasi-clocks-system-clock.js')} */
const systemClock = {
  now() {
    const now = Date.now();
    const seconds = Math.floor(now / 1000);
    return { seconds: BigInt(seconds), nanoseconds: Math.round((now - seconds * 1000) * 1_000_000) };
  },
  getResolution: () => nanosecondsPerMillisecond,
};

/** @type {typeof import('../interfaces/wasi-clocks-timezone.js')} */
const timezone = {
  ianaId: () => zone(),
  utcOffset({ seconds, nanoseconds }) {
    const minutes = new Date(Number(seconds) * 1000 + Math.floor(nanoseconds / 1_000_000)).getTimezoneOffset();
    return Number.isNaN(minutes) ? undefined : BigInt(Math.round(-minutes * 60)) * 1_000_000_000n;
  },
  toDebugString: () => zone() ?? offsetText(-new Date().getTimezoneOffset()),
};

/** The identifier in the IANA database, which some platforms do not tell. */
function zone() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone && !/^[+-]/.test(timeZone) ? timeZone : undefined;
}

/** @param {number} minutes */
function offsetText(minutes) {
  const digits = (/** @type {number} */ n) => String(Math.floor(n)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${digits(size / 60)}:${digits(size % 60)}`;
}
