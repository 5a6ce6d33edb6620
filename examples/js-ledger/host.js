// What the ledger asks from outside.

/** demo:ledger/clock */
export const clock = {
  /** @returns {string} */
  today: () => '2026-02-28',
};

export default { 'demo:ledger/clock@0.1.0': clock };
