// What transpile and types throw.

/** @import { ErrorCode, TranspileErrorFields } from './index.d.ts' */

/** @type {Partial<Record<ErrorCode, string>>} what can be done about an error */
const hints = {
  text: 'Make a binary of it first: wasm-tools parse COMPONENT.wat -o COMPONENT.wasm',
  'wit-text':
    'Only types reads WIT text, by the native jco-go program, which is not a part of this package: $JCO_GO_BINARY names ' +
    'it. All else wants the component itself.',
  internal: 'Please report this, with the component, to https://github.com/jco-go/jco-go/issues.',
};

export class TranspileError extends Error {
  /** @override */
  name = 'TranspileError';

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {Partial<TranspileErrorFields> & ErrorOptions} [fields]
   */
  constructor(code, message, { cause, ...fields } = {}) {
    const hint =
      code === 'feature-off' ? `The option componentFeatures: '${fields.feature}' turns it on.` : (hints[code] ?? '');
    super(hint ? `${message}\n${hint}` : message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, fields);
  }
}

/** @param {string} option @param {string} reason */
export const optionError = (option, reason) => new TranspileError('option', `option ${option}: ${reason}`, { option });

/**
 * Makes the error of transpile/wasm/failure.go.
 * @param {[name: string, value: string][]} fields
 */
export function errorFromGo(fields) {
  /** @type {Record<string, any>} */
  const error = {};
  /** @type {Record<string, any>} where the next fields go: the error itself or the last of its needs */
  let target = error;
  for (const [name, value] of fields) {
    if (name === 'need') {
      target = { where: value };
      error.needs ??= [];
      error.needs.push(target);
    } else {
      target[name] = name === 'offset' ? Number(value) : value;
    }
  }
  const { code, message, ...rest } = error;
  return new TranspileError(code, message, rest);
}
