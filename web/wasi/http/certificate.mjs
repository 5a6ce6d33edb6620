// A certificate for tests, signed with its own key.

import { generateKeyPairSync, sign } from 'node:crypto';

/** @param {number} tag @param {...Uint8Array} parts */
function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  const size = [];
  for (let n = body.length; n > 0; n >>= 8) size.unshift(n & 255);
  return Buffer.concat([
    Buffer.from(body.length < 128 ? [tag, body.length] : [tag, 0x80 + size.length, ...size]),
    body,
  ]);
}

const sequence = (/** @type {Uint8Array[]} */ ...parts) => der(0x30, ...parts);
const ecdsaWithSha256 = sequence(der(6, Buffer.from('2a8648ce3d040302', 'hex')));

/** @param {string} name */
const nameOf = (name) =>
  sequence(der(0x31, sequence(der(6, Buffer.from('550403', 'hex')), der(12, Buffer.from(name)))));

/**
 * @param {string} name the host that it is for
 * @returns {{ key: string, cert: string }} in PEM
 */
export function certificateFor(name) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const alternative = sequence(der(6, Buffer.from('551d11', 'hex')), der(4, sequence(der(0x82, Buffer.from(name)))));
  const body = sequence(
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.from([1])),
    ecdsaWithSha256,
    nameOf(name),
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    nameOf(name),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(alternative)),
  );
  const whole = sequence(body, ecdsaWithSha256, der(3, Buffer.from([0]), sign('sha256', body, privateKey)));
  const base64 = whole.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
