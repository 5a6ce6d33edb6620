// What the shop asks from outside, by jco's conventions: an object for each interface, names in lowerCamelCase,
// a `result` as its ok value or a thrown error, a resource as a class.

/** @typedef {'eur' | 'us-dollar' | 'yen'} Currency */

const known = new Map([
  ['eur', 1],
  ['us-dollar', 1.25],
]);

/** shop:inventory/rates */
export const rates = {
  /**
   * @param {Currency} to
   * @returns {number}
   */
  perEuro(to) {
    const rate = known.get(to);
    // What is thrown is the error case's payload: here a string.
    if (rate === undefined) throw `no rate for ${to} today`;
    return rate;
  },
};

class Journal {
  /** @type {string[]} */
  #lines = [];

  /** @param {string} title */
  constructor(title) {
    this.#lines.push(`journal of ${title}`);
  }

  /**
   * @param {'info' | 'warning'} level
   * @param {string} text
   * @returns {number}
   */
  note(level, text) {
    return this.#lines.push(level === 'warning' ? `! ${text}` : `  ${text}`);
  }

  /** @returns {string[]} */
  lines() {
    return this.#lines;
  }
}

/** shop:inventory/audit */
export const audit = { Journal };

export default {
  'shop:inventory/rates@1.0.0': rates,
  'shop:inventory/audit@1.0.0': audit,
};
