// Looking names up in Node.

import { lookup as find } from 'node:dns/promises';

/**
 * The texts of the addresses of a name, in the order of the system.
 * @param {string} name
 */
export async function lookup(name) {
  const found = await find(name, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
