// The page: its components' answers, and those of the same components in a worker.

import { answers } from './answers.js';

const page = await answers();
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  globalThis.__report = { page, worker: data };
};
worker.onerror = (e) => {
  globalThis.__report = { page, worker: e.message };
};
