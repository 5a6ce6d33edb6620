// What main.js is where the bundler builds workers without modules.

const worker = new Worker(new URL('./classic-worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  globalThis.__report = { page: data };
};
worker.onerror = (e) => {
  globalThis.__report = { page: { 'tla-compat': e.message } };
};
