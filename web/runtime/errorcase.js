// The error case of a result that a promise is rejected with.

/**
 * What the errors of a result are: nothing, values of a type of JavaScript's, or those with one of these labels.
 * @typedef {null | 'string' | 'boolean' | 'bigint' | 'number' | 'object' | string[]} ErrorShape
 */

/**
 * Makes a function that gives the value of a result for a reason, undefined if the reason is no such error. As with
 * functions, the error is the `payload` of an object that has one, or the reason itself unless that is an Error.
 * @param {ErrorShape} shape
 * @returns {(reason: any) => any}
 */
export function errorCase(shape) {
  return (reason) => {
    if (shape === null) return { tag: 'err', val: undefined };
    const object = typeof reason === 'object' && reason !== null;
    const val = object && 'payload' in reason ? reason.payload : reason;
    if (val instanceof Error) return undefined;
    const fits = Array.isArray(shape) ? shape.includes(val?.tag ?? val) : typeof val === shape;
    return fits ? { tag: 'err', val } : undefined;
  };
}
