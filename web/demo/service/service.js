// The page: registers the service worker, sends it requests, and shows what comes back, as it comes.

import { element, find } from '../dom.js';

/** What came of a body, and when, in milliseconds after the request. @typedef {{ at: number, text: string }} Piece */
/** What a test reads. @typedef {{ path: string, status: number, headers: Record<string, string>, pieces: Piece[], done: boolean }} Answer */

/** @type {Answer[]} */
const answers = [];
/** @type {any} */ (window).__jcoGoService = answers;

const form = /** @type {HTMLFormElement} */ (find('#request'));
const method = /** @type {HTMLSelectElement} */ (find('#method'));
const path = /** @type {HTMLInputElement} */ (find('#path'));
const body = /** @type {HTMLTextAreaElement} */ (find('#body'));

/** @param {string} text @param {'running' | 'equal' | 'differs'} state */
function say(text, state) {
  const verdict = find('#verdict');
  verdict.textContent = text;
  verdict.dataset.state = state;
}

async function register() {
  if (!navigator.serviceWorker)
    throw new Error('this browser has no service workers here: they want https or localhost');
  await navigator.serviceWorker.register('./worker.js', { type: 'module', scope: './' });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller)
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
}

/**
 * Sends a request to the service.
 * @param {string} to a path below app/
 * @param {RequestInit} [init]
 */
async function send(to, init = {}) {
  const status = element('span', { class: 'status' }, '…');
  const pieces = element('dl', { class: 'pieces' });
  const line = element('header', {}, element('span', {}, `${init.method ?? 'GET'} app/${to}`), status);
  find('#answers').prepend(element('li', { class: 'answer-card' }, line, pieces));
  /** @type {Answer} */
  const answer = { path: to, status: 0, headers: {}, pieces: [], done: false };
  answers.push(answer);
  const begin = performance.now();
  /** @param {string} text */
  const add = (text) => {
    const at = Math.round(performance.now() - begin);
    answer.pieces.push({ at, text });
    pieces.append(element('div', {}, element('dt', {}, `${at} ms`), element('dd', {}, text)));
  };
  try {
    const response = await fetch(`./app/${to}`, init);
    answer.status = response.status;
    answer.headers = Object.fromEntries(response.headers);
    status.textContent = String(response.status);
    status.dataset.state = response.ok ? 'good' : 'bad';
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    while (reader) {
      const { value, done } = await reader.read();
      if (done) break;
      add(decoder.decode(value, { stream: true }).trimEnd());
    }
  } catch (e) {
    status.textContent = 'broken';
    status.dataset.state = 'bad';
    add(String(e));
  }
  answer.done = true;
}

const three = () => Promise.all([200, 300, 400].map((ms) => send(`ticks?count=5&ms=${ms}`)));
const upper = () => send('upper', { method: 'POST', body: body.value || 'The service has this in capitals.' });

method.addEventListener('change', () => {
  body.disabled = method.value === 'GET';
  if (method.value === 'POST') path.value = 'upper';
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  send(path.value, method.value === 'GET' ? {} : { method: method.value, body: body.value });
});
find('#upper').addEventListener('click', upper);
find('#three').addEventListener('click', three);

try {
  await register();
  await send('');
  for (const button of form.querySelectorAll('button')) button.disabled = false;
  say('The service runs in the service worker of this page.', 'equal');
} catch (e) {
  say(`The service does not start: ${e instanceof Error ? e.message : e}`, 'differs');
}
