// What run.json says that a component gets, for either version of WASI.

import process from 'node:process';

/** @param {unknown} e what is wrong with the command line */
export function usage(e) {
  console.error(`jco-go: ${e instanceof Error ? e.message : e}`);
  process.exit(2);
}

/**
 * KEY=VALUE as it is, KEY with the value that it has here. What is not here the program does not get.
 * @param {any} grants
 * @returns {[string, string][]}
 */
export function environment(grants) {
  /** @type {Map<string, string>} */
  const env = new Map(grants.inheritEnv ? Object.entries(process.env) : []);
  for (const text of grants.env ?? []) {
    const at = text.indexOf('=');
    const [key, value] = at < 0 ? [text, process.env[text]] : [text.slice(0, at), text.slice(at + 1)];
    if (value !== undefined) env.set(key, value);
  }
  return [...env];
}

/** The arguments, the program's name first. @param {any} grants @returns {string[]} */
export const args = (grants) => [grants.args0, ...process.argv.slice(2)];

/** Says what a component failed with. @param {any} e */
export function explain(e) {
  const error = e instanceof Error ? e : new Error(String(e));
  if (!isTrap(e)) return error.stack ?? error.message;
  const frames = [error.stack, error.cause?.stack].join('\n').match(/^ +at .*wasm:.*$/gm) ?? [];
  return error.message + (frames.length ? `\nwasm stack trace:\n${frames.join('\n')}` : '');
}

/** @param {unknown} e */
export const isTrap = (e) => e instanceof WebAssembly.RuntimeError;
