// What the service program is asked, over a network or in a page, and what it must answer.

import { request } from 'node:http';

/**
 * A request for the service.
 * @typedef {object} Question
 * @property {string} path
 * @property {string} [method]
 * @property {Record<string, string>} [headers]
 * @property {string[]} [parts] of the body; each is sent when the answer has as many bytes as were sent before
 * @property {Record<string, string>} [trailers]
 * @property {number} [enough] bytes of the answer after which the client goes away
 */

/**
 * What came back.
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {Record<string, string>} trailers
 * @property {boolean} broken it ended before its end
 */

/** @typedef {(question: Question) => Promise<Answer>} Ask */

/**
 * @param {string} authority
 * @returns {Ask} asks by HTTP
 */
export function askOverNetwork(authority) {
  return async ({ path, method = 'GET', headers = {}, parts, trailers, enough }) => {
    const [host, port] = authority.split(':');
    if (trailers) headers = { ...headers, trailer: Object.keys(trailers).join(', ') };
    return new Promise((resolve) => {
      const sent = request({ host, port, path, method, headers, agent: false });
      /** @type {Answer} */
      const answer = { status: 0, headers: {}, body: '', trailers: {}, broken: false };
      let length = 0;
      let asked = 0;
      const more = () => {
        while (parts?.length && length >= asked) {
          const part = /** @type {string} */ (parts.shift());
          asked += Buffer.byteLength(part);
          sent.write(part);
        }
        if (parts?.length) return;
        if (trailers) sent.addTrailers(trailers);
        sent.end();
      };
      sent.on('error', () => !answer.status && resolve({ ...answer, broken: true }));
      sent.on('response', (response) => {
        answer.status = response.statusCode ?? 0;
        answer.headers = /** @type {any} */ (response.headers);
        response.setEncoding('utf8').on('data', (text) => {
          answer.body += text;
          length += Buffer.byteLength(text);
          if (enough && length >= enough) return sent.destroy();
          if (parts?.length) more();
        });
        response.on('error', () => {});
        response.on('close', () => {
          answer.broken = !response.complete;
          answer.trailers = /** @type {any} */ (response.trailers);
          resolve(answer);
        });
      });
      more();
    });
  };
}

const handle = 'wasi:http/handler#handle';
const large = Array.from({ length: 200_000 }, (_, i) => `line ${i}\n`).join('');

/** @param {boolean} right @param {unknown} [got] */
const verdict = (right, got) => (right ? 'ok' : `wrong: ${JSON.stringify(got)?.slice(0, 300)}`);

/**
 * The questions, one after the other.
 * @param {import('./hosts.mjs').Service} service
 * @returns {Promise<import('./lines.mjs').Case[]>}
 */
export async function askAll(service) {
  const { ask, authority } = service;
  /** @type {import('./lines.mjs').Case[]} */
  const cases = [];
  /** @param {string} name @param {() => Promise<string>} work gives the outcome */
  const about = async (name, work) => {
    let outcome;
    try {
      outcome = await work();
    } catch (e) {
      outcome = `wrong: ${e}`.split('\n')[0];
    }
    cases.push({ what: handle, name, outcome });
  };
  await about('the head of a request', async () => {
    const { status, headers, body } = await ask({ path: '/head?a=b', headers: { 'X-One': '1', 'x-two': 'a, b' } });
    const wanted = `GET\nSome(Scheme::Http)\n${authority}\n/head?a=b\nimmutable: true\nx-one: 1\nx-two: a, b\n`;
    return verdict(status === 200 && headers['content-type'] === 'text/plain; charset=utf-8' && body === wanted, body);
  });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PURGE']) {
    await about(method, async () => {
      const { body } = await ask({ path: '/head', method });
      return verdict(body.startsWith(`${method}\n`), body);
    });
  }
  await about('HEAD', async () => {
    const { status, body } = await ask({ path: '/head', method: 'HEAD' });
    return verdict(status === 200 && body === '', { status, body });
  });
  await about('a body there and back', async () => {
    const { body, broken } = await ask({ path: '/echo', method: 'POST', parts: [large] });
    return verdict(body === large.toUpperCase() && !broken, { length: body.length, broken });
  });
  await about('there and back at the same time', async () => {
    const { body, broken } = await ask({ path: '/echo', method: 'POST', parts: ['one ', 'two ', 'three'] });
    return verdict(body === 'ONE TWO THREE' && !broken, { body, broken });
  });
  await about('trailers there and back', async () => {
    const { body, trailers } = await ask({
      path: '/trailers',
      method: 'POST',
      parts: ['contents'],
      trailers: { 'x-given': 'of the client' },
    });
    if (body === 'none' && !Object.keys(trailers).length) return 'none';
    return verdict(body === 'x-given: of the client' && trailers['x-end'] === 'of the service', { body, trailers });
  });
  for (const code of [204, 404, 503]) {
    await about(`status ${code}`, async () => {
      const { status, body } = await ask({ path: `/status?${code}` });
      return verdict(status === code && body === '', { status, body });
    });
  }
  await about('no body', async () => {
    const { status, body, broken } = await ask({ path: '/no-body' });
    return verdict(status === 200 && body === '' && !broken, { status, body, broken });
  });
  await about('twenty at once', async () => {
    const start = performance.now();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask({ path: '/wait' })));
    const took = performance.now() - start;
    return verdict(all.every(({ body }) => body === 'waited\n') && took < 5000, { took });
  });
  await about('an error', async () => {
    const { status } = await ask({ path: '/error' });
    return verdict(status >= 500, { status });
  });
  await about('the client goes away', async () => {
    const { body } = await ask({ path: '/endless', enough: 5000 });
    return verdict(body.startsWith('on and on\n'), body);
  });
  // What was sent before may be lost with the connection.
  await about('the end of the answer is missing', async () => {
    const { body, broken } = await ask({ path: '/broken' });
    return verdict('some'.startsWith(body) && broken, { body, broken });
  });
  await about('a trap before the answer', async () => {
    const { status } = await ask({ path: '/trap' });
    return verdict(status === 500, { status });
  });
  await about('after a trap', async () => {
    const { status } = await ask({ path: '/status?204' });
    return verdict(status === 204, { status });
  });
  await about('a trap in the answer', async () => {
    const { body, broken } = await ask({ path: '/trap-later' });
    return verdict('some'.startsWith(body) && broken, { body, broken });
  });
  await about('what it writes', async () => {
    await ask({ path: '/print' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const written = await service.stop();
    return verdict(written.includes('from the service\n') && written.includes('nobody reads any more\n'), written);
  });
  return cases;
}
