// What qjs-sync imports. In Go it is in internal/tools/examples/hosts.go.

const log = {
  /** @param {string} message */
  info(message) {
    if (!/^add -?\d+ -?\d+ level 3$/.test(message)) throw new Error(`logged: ${JSON.stringify(message)}`);
  },
  level: () => 3,
};

export default { 'fixture:qjs-sync/log': log };
