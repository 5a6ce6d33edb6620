// What of a message's head the host has to know.

import { httpError } from './code.js';
import { textOf } from './fields.js';

/** @import { Fields } from './fields.js' */

/**
 * The length of the body that the fields announce, -1 if they do not.
 * @param {Fields} headers
 */
export function contentLength(headers) {
  const values = headers.get('content-length');
  if (values.length === 0) return -1;
  const text = textOf(values[0]);
  if (values.length > 1 || !/^\d{1,15}$/.test(text)) throw httpError('HTTP-protocol-error');
  return Number(text);
}

/** Whether a response to a method with a status has a body. @param {string} method @param {number} status */
export const mayHaveBody = (method, status) =>
  method.toUpperCase() !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
