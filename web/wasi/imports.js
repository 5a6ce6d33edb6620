// The interfaces under the names by which components import them.

/** The version that is answered for; components that import another 0.3.x find it, too. */
const version = '0.3.0';

/**
 * Gives `{ 'wasi:cli/terminal-input@0.3.0': … }` for `{ cli: { terminalInput: … } }`.
 * @param {Record<string, Record<string, object>>} packages
 * @returns {Record<string, object>}
 */
export function importsOf(packages) {
  /** @type {Record<string, object>} */
  const imports = {};
  for (const [name, interfaces] of Object.entries(packages)) {
    for (const [alias, functions] of Object.entries(interfaces)) {
      const kebab = alias.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      imports[`wasi:${name}/${kebab}@${version}`] = functions;
    }
  }
  return imports;
}
