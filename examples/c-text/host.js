// The lexicon that the text tools may ask, by jco's conventions.

const meanings = new Map([
  ['wasm', 'WebAssembly'],
  ['lift', 'from core values up to component values'],
  ['lower', 'from component values down to core values'],
  ['Gruß', 'greeting 👋'],
]);

/** demo:text/lexicon */
export const lexicon = {
  /**
   * @param {string} word
   * @returns {string | undefined} undefined is the option's `none`
   */
  lookUp(word) {
    return meanings.get(word);
  },
};

export default { 'demo:text/lexicon@0.2.0': lexicon };
