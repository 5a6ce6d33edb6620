// In a page: runs and serves the test programs with the modules of WASI 0.3 for browsers.

/** @import { Ended, Run } from './runs.mjs' */
/** @import { Answer, Question } from './requests.mjs' */

const at = (/** @type {string} */ path) => String(new URL(path, location.href));

/** @returns {Promise<typeof import('../../../web/wasi/index.js')>} */
const modules = () => import(at('/web/wasi/browser/index.js'));

/** @param {string} program */
async function instantiator(program) {
  const { instantiate } = await import(at(`/glue/${program}/program.js`));
  return (/** @type {object} */ imports) => instantiate(undefined, imports);
}

/** Collects text. */
function collector() {
  const decoder = new TextDecoder();
  const collected = {
    text: '',
    sink: (/** @type {Uint8Array} */ chunk) => {
      collected.text += decoder.decode(chunk, { stream: true });
    },
  };
  return collected;
}

const broken = () => {
  throw new Error('this takes nothing');
};

/**
 * @param {Run} run
 * @param {Record<string, string | null | { link: string }>} onlyRead
 * @param {number[]} pattern
 * @returns {Promise<Ended>}
 */
export async function runProgram(run, onlyRead, pattern) {
  const host = await modules();
  const [stdout, stderr] = [collector(), collector()];
  const failing = new ReadableStream({ pull: (c) => c.error(new Error('this gives nothing')) });
  const stdin = run.input === 'fails' ? failing : run.input ? Uint8Array.from(pattern) : null;
  /** @type {Record<string, any>} */
  const files = {};
  for (const [name, is] of Object.entries(onlyRead)) if (is === null || typeof is === 'string') files[name] = is ?? {};
  const tty = (/** @type {any} */ file) => (run.terminal ? Object.assign(file, { isTTY: true }) : file);
  const imports = host.wasi({
    args: [run.program, ...(run.args ?? [])],
    env: run.env,
    net: run.net,
    preopens: run.tree ? { '/work': host.memory(), '/only read': host.readOnly(host.memory(files)) } : {},
    stdin: run.terminal ? tty(new ReadableStream()) : stdin,
    stdout: run.output ? broken : tty(stdout.sink),
    stderr: run.errors ? broken : tty(stderr.sink),
  });
  let code;
  try {
    code = await host.runCommand(await (await instantiator(run.program))(imports));
  } catch (e) {
    stderr.text += e instanceof Error ? `${e.stack}` : String(e);
    code = 134;
  }
  return { stdout: stdout.text, stderr: stderr.text, code };
}

/** @type {{ serve: Promise<(request: Request) => Promise<Response>>, fresh: () => void, written: { text: string } } | undefined} */
let service;

/** @param {string} program */
export async function startService(program) {
  const { serveFetch } = await import(at('/web/wasi/browser/http.js'));
  const host = await modules();
  const written = collector();
  const instantiate = await instantiator(program);
  const start = async () => serveFetch(await instantiate(host.wasi({ stdout: written.sink, stderr: null })));
  const made = {
    serve: start(),
    written,
    fresh: () => {
      made.serve = start();
    },
  };
  service = made;
}

export const stopService = () => service?.written.text ?? '';

/**
 * Asks the service as a service worker would.
 * @param {string} authority
 * @param {Question} question
 * @returns {Promise<Answer>}
 */
export async function askService(
  authority,
  { path, method = 'GET', headers = {}, parts, enough = Number.POSITIVE_INFINITY },
) {
  if (!service) throw new Error('there is no service');
  const encoder = new TextEncoder();
  let length = 0;
  let asked = 0;
  let go = () => {};
  const left = [...(parts ?? [])];
  const body = new ReadableStream({
    async pull(controller) {
      const part = left.shift();
      if (part === undefined) return controller.close();
      if (length < asked) await new Promise((resolve) => (go = () => resolve(undefined)));
      const bytes = encoder.encode(part);
      asked += bytes.length;
      controller.enqueue(bytes);
    },
  });
  const init = { method, headers, ...(parts && { body, duplex: 'half' }) };
  let response;
  try {
    response = await (await service.serve)(new Request(`http://${authority}${path}`, init));
  } catch {
    service.fresh();
    return { status: 500, headers: {}, body: '', trailers: {}, broken: false };
  }
  /** @type {Answer} */
  const answer = {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: '',
    trailers: {},
    broken: false,
  };
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { value, done } = await reader.read();
      if (done) break;
      answer.body += decoder.decode(value, { stream: true });
      length += value.length;
      if (length >= enough) {
        await reader.cancel();
        break;
      }
      if (length >= asked) go();
    }
  } catch {
    answer.broken = true;
    service.fresh();
  }
  return answer;
}
