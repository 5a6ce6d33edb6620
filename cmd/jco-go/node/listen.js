// Finding a port.

import process from 'node:process';

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

/** Ends the process as it cannot listen. @param {unknown} e @returns {never} */
export function cannotListen(e) {
  console.error(`jco-go: ${e instanceof Error ? e.message : e}`);
  process.exit(1);
}
