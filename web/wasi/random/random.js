// Package wasi:random. Insecure numbers are secure ones: no platform has faster bytes than `crypto` gives.

/** The most bytes of one call; a program that wants more asks again. */
const most = 64 << 20;

/** The most bytes that getRandomValues gives. */
const atOnce = 65_536;

/** @param {bigint} maxLen */
function bytes(maxLen) {
  const all = new Uint8Array(maxLen < most ? Number(maxLen) : most);
  for (let i = 0; i < all.length; i += atOnce) crypto.getRandomValues(all.subarray(i, i + atOnce));
  return all;
}

const number = () => crypto.getRandomValues(new BigUint64Array(1))[0];

/** The interfaces of wasi:random. */
export function makeRandom() {
  /** @type {[bigint, bigint] | undefined} */
  let seed;
  return {
    /** @type {typeof import('../interfaces/wasi-random-random.js')} */
    random: { getRandomBytes: bytes, getRandomU64: number },
    /** @type {typeof import('../interfaces/wasi-random-insecure.js')} */
    insecure: { getInsecureRandomBytes: bytes, getInsecureRandomU64: number },
    /** @type {typeof import('../interfaces/wasi-random-insecure-seed.js')} */
    insecureSeed: {
      getInsecureSeed() {
        seed ??= [number(), number()];
        return seed;
      },
    },
  };
}
