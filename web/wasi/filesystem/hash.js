// SipHash-2-4 with 128 bits (Aumasson and Bernstein, https://github.com/veorq/SipHash): a hash that tells nothing to who
// does not have the key, and for which every platform has what it takes.

const bits = 64n;

/** @param {bigint} value @param {bigint} n */
const rotate = (value, n) => BigInt.asUintN(64, (value << n) | (value >> (bits - n)));

/** @param {bigint} a @param {bigint} b */
const add = (a, b) => BigInt.asUintN(64, a + b);

/**
 * Hashes whole words, as bytes in little-endian order.
 * @param {[bigint, bigint]} key
 * @param {bigint[]} words of 64 bits, at most 31 of them
 * @returns {[lower: bigint, upper: bigint]}
 */
export function hash([k0, k1], words) {
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn ^ 0xeen;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  /** @param {number} n */
  const rounds = (n) => {
    for (let i = 0; i < n; i++) {
      v0 = add(v0, v1);
      v1 = rotate(v1, 13n) ^ v0;
      v0 = rotate(v0, 32n);
      v2 = add(v2, v3);
      v3 = rotate(v3, 16n) ^ v2;
      v0 = add(v0, v3);
      v3 = rotate(v3, 21n) ^ v0;
      v2 = add(v2, v1);
      v1 = rotate(v1, 17n) ^ v2;
      v2 = rotate(v2, 32n);
    }
  };
  for (const word of [...words, BigInt(words.length * 8) << 56n]) {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
  v2 ^= 0xeen;
  rounds(4);
  const lower = v0 ^ v1 ^ v2 ^ v3;
  v1 ^= 0xddn;
  rounds(4);
  return [lower, v0 ^ v1 ^ v2 ^ v3];
}
