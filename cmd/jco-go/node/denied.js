// HTTP requests of WASI 0.2, for a program that is given no network.

export const outgoingHandler = {
  handle() {
    throw { tag: 'HTTP-request-denied' };
  },
};
