// The error-codes of wasi:http.

import { WasiError } from '../error.js';
import { DeniedError, NameError } from '../network/policy.js';

/** @typedef {{ tag: string, val?: any }} ErrorCode */

/** The cases for what the system and Node say, by the names of their errors. @type {Record<string, string>} */
const cases = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-terminated',
  ECONNABORTED: 'connection-terminated',
  EPIPE: 'connection-terminated',
  ETIMEDOUT: 'connection-timeout',
  EHOSTUNREACH: 'destination-IP-unroutable',
  ENETUNREACH: 'destination-IP-unroutable',
  EADDRNOTAVAIL: 'destination-IP-unroutable',
  EHOSTDOWN: 'destination-IP-unroutable',
  ENETDOWN: 'destination-IP-unroutable',
  EMFILE: 'connection-limit-reached',
  ENFILE: 'connection-limit-reached',
  HPE_HEADER_OVERFLOW: 'HTTP-response-header-section-size',
  ETIMEOUT: 'DNS-timeout',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS-certificate-error',
};

/** What Node calls OpenSSL's verdicts on a certificate (tls, X509 certificate error codes). */
const certificate =
  /^(UNABLE_TO_|CERT_|CRL_|ERROR_IN_CERT_|ERROR_IN_CRL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH)/;

/** A failure with its error-code. @param {string} tag @param {any} [val] @param {unknown} [cause] */
export const httpError = (tag, val, cause) => new WasiError(caseOf(tag, val), undefined, cause);

/** @param {string} tag @param {any} [val] @returns {ErrorCode} */
const caseOf = (tag, val) => (val === undefined ? { tag } : { tag, val });

/**
 * The failure of a body that was sent: a trap of the component that wrote it as it is.
 * @param {{ val: ErrorCode, error?: unknown }} result
 */
export const bodyError = ({ val, error }) =>
  error instanceof WebAssembly.RuntimeError ? error : httpError(val.tag, val.val, error);

/**
 * The error-code that an error stands for.
 * @param {any} error
 * @returns {ErrorCode}
 */
export function errorCode(error) {
  if (error instanceof WasiError) return /** @type {any} */ (error.payload);
  if (error instanceof DeniedError) return { tag: error.address ? 'destination-IP-prohibited' : 'HTTP-request-denied' };
  if (error instanceof NameError) return { tag: 'HTTP-request-URI-invalid' };
  const code = String(error?.code ?? '');
  if (cases[code]) return { tag: cases[code] };
  if (code === 'ENOTFOUND') return dnsError('NXDOMAIN');
  if (code === 'EAI_AGAIN' || code === 'EAI_FAIL' || code === 'ESERVFAIL') return dnsError('SERVFAIL');
  if (certificate.test(code)) return { tag: 'TLS-certificate-error' };
  const alert = /SSL alert number (\d+)/.exec(String(error?.message));
  if (alert)
    return { tag: 'TLS-alert-received', val: { alertId: Number(alert[1]), alertMessage: String(error.message) } };
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
    return { tag: 'TLS-protocol-error' };
  if (code.startsWith('HPE_')) return { tag: 'HTTP-protocol-error' };
  return { tag: 'internal-error', val: String(error?.message ?? error) };
}

/** @param {string} rcode */
const dnsError = (rcode) => ({ tag: 'DNS-error', val: { rcode, infoCode: undefined } });
