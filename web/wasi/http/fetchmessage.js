// Messages of the Fetch standard.

import { bytesOf, Fields, textOf } from './fields.js';

/** Fields of what came. What the platform has unpacked is not what the fields say about it. @param {Headers} headers */
export function fieldsOf(headers) {
  /** @type {[string, Uint8Array][]} */
  const entries = [];
  const unpacked = headers.has('content-encoding');
  for (const [name, value] of headers) {
    if (unpacked && (name === 'content-encoding' || name === 'content-length')) continue;
    entries.push([name, bytesOf(value)]);
  }
  return Fields.received(entries);
}

/** Fields as the platform has them. @param {Fields} fields */
export function headersOf(fields) {
  const headers = new Headers();
  for (const [name, value] of fields.copyAll()) headers.append(name, textOf(value));
  return headers;
}
