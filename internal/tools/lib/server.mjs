// A static file server on localhost, with the MIME types that ES modules and compileStreaming want.

import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wat': 'text/plain; charset=utf-8',
};

/**
 * Serves files on a free port of the loopback interface.
 * @param {(path: string) => string | Buffer | undefined} locate gives, for a URL's path (decoded, without ".." parts), the
 *   file to send, or the text itself as a Buffer of type text/html; undefined is a 404. A folder stands for its index.html.
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {Record<string, string>} [options.headers]
 * @param {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => boolean} [options.answer] is
 *   asked first; true if it answers itself
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serveFiles(locate, { port = 0, headers = {}, answer = () => false } = {}) {
  const server = createServer(async (req, res) => {
    if (answer(req, res)) return;
    /** @param {number} status @param {string} type @param {string | Buffer} body */
    const send = (status, type, body) => {
      const length = Buffer.byteLength(body);
      res.writeHead(status, {
        'content-type': type,
        'content-length': length,
        'cache-control': 'no-store',
        ...headers,
      });
      res.end(req.method === 'HEAD' ? undefined : body);
    };
    try {
      const path = decodeURIComponent(new URL(req.url ?? '/', 'http://localhost').pathname);
      let found = path.split('/').includes('..') ? undefined : locate(path);
      if (typeof found === 'object') return send(200, types['.html'], found);
      if (found && (await stat(found)).isDirectory()) {
        if (!path.endsWith('/')) {
          res.writeHead(308, { location: `${path}/` });
          return res.end();
        }
        found = join(found, 'index.html');
      }
      if (!found) return send(404, types['.txt'], `no ${path}\n`);
      send(200, types[extname(found)] ?? 'application/octet-stream', await readFile(found));
    } catch (e) {
      const missing = /** @type {any} */ (e).code === 'ENOENT' || e instanceof URIError;
      send(missing ? 404 : 500, types['.txt'], `${missing ? 'no such file' : e}\n`);
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `http://localhost:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
