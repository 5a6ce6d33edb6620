// The server that the client program talks to.

import { createServer } from 'node:http';
import { createServer as listen } from 'node:net';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */

const megabytes = 4;
const large = Uint8Array.from({ length: megabytes << 20 }, (_, i) => i % 251);

/** What a page may see, and send. */
const forPages = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': '*',
};

/** @type {Record<string, (request: IncomingMessage, response: ServerResponse, query: string) => void | Promise<void>>} */
const routes = {
  '/hello': (_, response, query) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`hello ${query}`);
  },
  '/method': ({ method }, response) => {
    response.writeHead(200, { 'x-method': method }).end();
  },
  '/headers': ({ rawHeaders }, response) => {
    const lines = rawHeaders.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${rawHeaders[i + 1]}\n`]));
    response.writeHead(200).end(lines.join(''));
  },
  '/redirect': (_, response) => {
    response.writeHead(302, { location: '/hello' }).end();
  },
  '/echo': (request, response) => {
    const { 'content-type': type = 'text/plain', 'content-length': length = 'none' } = request.headers;
    response.writeHead(200, { 'content-type': type, 'x-length': length });
    response.flushHeaders();
    request.pipe(response);
  },
  '/count': async (request, response) => {
    let [at, wrong] = [0, 0];
    for await (const chunk of request) for (const byte of chunk) if (byte !== at++ % 251) wrong++;
    response.writeHead(200).end(wrong ? `${wrong} of ${at} bytes are wrong` : `${at} bytes that count up`);
  },
  '/large': (_, response) => {
    response.writeHead(200).end(large);
  },
  '/received-trailers': async (request, response) => {
    for await (const _ of request);
    const { rawTrailers } = request;
    response.end(rawTrailers.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${rawTrailers[i + 1]}\n`])).join(''));
  },
  '/trailers': (_, response) => {
    response.writeHead(200, { trailer: 'x-end' });
    response.write('with trailers');
    response.addTrailers({ 'x-end': 'of the response' });
    response.end();
  },
  '/slow': () => {},
  '/slow-body': (_, response) => {
    response.writeHead(200);
    response.write('some');
  },
  '/close': (request) => {
    request.socket.destroy();
  },
  '/garbage': (request) => {
    request.socket.end('garbage\r\n\r\n');
  },
  '/cut': (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('some', () => setTimeout(() => request.socket.end(), 100));
  },
  '/cut-chunked': (request, response) => {
    response.writeHead(200);
    response.write('some', () => setTimeout(() => request.socket.end(), 100));
  },
  '/large-headers': (request) => {
    request.socket.end(`HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(4 << 20)}\r\n\r\n`);
  },
};

/**
 * Starts the server.
 * @returns {Promise<{ authority: string, nobody: string, close: () => Promise<void> }>} nobody: where nobody listens
 */
export async function startPeer() {
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(forPages)) response.setHeader(name, value);
    response.on('error', () => {});
    const [path, query] = (request.url ?? '/').split(/(?=\?)/);
    const route = routes[path];
    try {
      if (request.method === 'OPTIONS' && request.headers['access-control-request-method'])
        response.writeHead(204).end();
      else if (route) await route(request, response, query ?? '');
      else if (path.startsWith('/status/')) response.writeHead(Number(path.slice('/status/'.length))).end();
      else response.writeHead(404).end();
    } catch {
      response.destroy(); // the client went away
    }
  });
  server.on('clientError', (_, socket) => socket.destroy());
  const authority = await where(server);
  const other = listen();
  const nobody = await where(other);
  await new Promise((resolve) => other.close(resolve));
  return {
    authority,
    nobody,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {import('node:net').Server} server */
async function where(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `127.0.0.1:${port}`;
}
