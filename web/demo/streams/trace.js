// The trace of the task core, a line for each operation: "@1234 op 1 2 = ok | 3 4".

/**
 * @typedef {object} Operation
 * @property {number} at in milliseconds of performance.now()
 * @property {string} name
 * @property {number[]} args
 * @property {string} status ok, block, trapped, copied, run, host-cancel, queued or idle
 * @property {number[]} mail what the core's Mail held afterwards; zeros at its end are left out
 */

/**
 * Reads lines of a trace with times. What is no such line is left out.
 * @param {string} text
 * @param {(operation: Operation) => void} each
 */
export function readTrace(text, each) {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? undefined : end);
    at = end < 0 ? text.length : end + 1;
    const [call, outcome] = line.split(' = ');
    if (outcome === undefined || !call.startsWith('@')) continue;
    const [time, name, ...args] = call.split(' ');
    const [status, mail] = outcome.split(' | ');
    each({ at: Number(time.slice(1)) / 1000, name, args: args.map(Number), status, mail: numbers(mail) });
  }
}

/** @param {string | undefined} text */
function numbers(text) {
  return text ? text.split(' ').map(Number) : [];
}
