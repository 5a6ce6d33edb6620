// The line per request.

/**
 * Counts what is written of a response, and says what became of the request when it is over.
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
export function logAccess(req, res) {
  const begin = performance.now();
  const client = req.socket.remoteAddress?.replace(/^::ffff:/, '');
  let size = 0;
  for (const name of /** @type {const} */ (['write', 'end'])) {
    const original = res[name];
    res[name] = (/** @type {any[]} */ ...args) => {
      if (args[0] && typeof args[0] !== 'function') size += Buffer.byteLength(args[0]);
      return original.apply(res, /** @type {any} */ (args));
    };
  }
  res.once('close', () => {
    const status = res.headersSent ? res.statusCode : 0;
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    console.error(`${time} ${client} ${requestLine(req)} ${status} ${size} ${duration(performance.now() - begin)}`);
  });
}

/** @param {import('node:http').IncomingMessage} req */
export const requestLine = (req) => JSON.stringify(`${req.method} ${req.url} HTTP/${req.httpVersion}`);

/** @param {number} ms */
function duration(ms) {
  if (ms < 1) return `${Math.round(ms * 1000)}µs`;
  return ms < 1000 ? `${Number(ms.toFixed(3))}ms` : `${Number((ms / 1000).toFixed(6))}s`;
}
