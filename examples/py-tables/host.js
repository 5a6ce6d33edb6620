// What the tables ask from outside.

const lines = [];

/** demo:tables/journal */
export const journal = {
  /** @param {string} text */
  note: (text) => {
    lines.push(text);
  },
};

export default { 'demo:tables/journal@0.1.0': journal };
