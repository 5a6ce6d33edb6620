// Finding a port.

/**
 * Listens on the wanted port or, if any will do, on the next that is free.
 * @param {{ port?: number, anyPort?: boolean }} wanted
 * @param {(port: number) => unknown} listen
 */
export async function listenFrom(wanted, listen) {
  for (let port = wanted.anyPort ? 8000 : (wanted.port ?? 8000); ; port++) {
    try {
      await listen(port);
      return port;
    } catch (e) {
      const busy = /** @type {{ code?: string }} */ (e).code === 'EADDRINUSE';
      if (!busy || !wanted.anyPort || port > 65534) throw e;
    }
  }
}
