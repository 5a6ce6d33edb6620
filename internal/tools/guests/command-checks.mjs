// What a command of WASI 0.3 is run with, and what it must come to, wherever it runs.

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string} file in the folder of the guests
 * @property {boolean} [wasi] it imports WASI 0.2 as well
 * @property {Run[]} runs
 */

/**
 * @typedef {object} Run
 * @property {string[]} args behind the name of the program
 * @property {string} input
 * @property {string} output what is wanted
 * @property {number} code
 */

const input = 'x'.repeat(300);

/** @type {Command[]} */
export const commands = [
  {
    name: 'rust-wasi3',
    file: 'rust-wasi3/guest-wasi3.wasm',
    runs: [
      { args: ['one', 'zwei €'], input, output: 'hello ["app", "one", "zwei €"]\nstdin: 300 bytes\n', code: 0 },
      { args: ['fail'], input: '', output: 'hello ["app", "fail"]\nstdin: 0 bytes\n', code: 1 },
    ],
  },
  {
    name: 'c-wasi3',
    file: 'c-wasi3/c-wasi3.wasm',
    runs: [{ args: [], input: '', output: 'hello from C over wasi:cli/stdout@0.3.0\n', code: 0 }],
  },
  {
    name: 'go-wasi3',
    file: 'go-wasi3/go-wasi3.wasm',
    wasi: true,
    runs: [{ args: ['one', 'zwei €'], input: '', output: 'hello ["app" "one" "zwei €"]\n', code: 0 }],
  },
  {
    name: 'qjs-p3-cli',
    file: 'qjs-p3-cli/app.wasm',
    wasi: true,
    runs: [
      {
        args: ['one', 'zwei €'],
        input,
        output:
          'args ["app","one","zwei €"]\nslept true\nrandom 4\nfile in /data: 4 bytes, ok\n' +
          `file in /more: 6 bytes, ok\n${input}stdin 300 {"tag":"ok"}\n`,
        code: 0,
      },
    ],
  },
];

/**
 * Runs a command as often as it says.
 * @param {Command} command
 * @param {object} platform
 * @param {(imports: object) => Promise<object>} platform.instantiate
 * @param {typeof import('../../../web/wasi/node/index.js')} platform.host the modules of WASI 0.3
 * @param {import('../../../web/wasi/index.js').Preopen} platform.data a directory with a note.txt of 4 bytes
 * @param {() => object} [platform.shim] gives WASI 0.2
 * @returns {Promise<string>} what was done
 * @throws {Error} it came to something else
 */
export async function runAll(command, { instantiate, host, data, shim }) {
  for (const { args, input: stdin, output, code } of command.runs) {
    const decoder = new TextDecoder();
    let written = '';
    const imports = host.wasi({
      args: ['app', ...args],
      preopens: { '/data': data, '/more': { 'note.txt': 'memory' } },
      stdin,
      stdout: (chunk) => {
        written += decoder.decode(chunk, { stream: true });
      },
    });
    const got = await host.runCommand(await instantiate({ ...shim?.(), ...imports }));
    const wrong = [written !== output && `wrote ${JSON.stringify(written)}`, got !== code && `ended with ${got}`];
    if (wrong.some(Boolean)) throw new Error(`with ${JSON.stringify(args)} it ${wrong.filter(Boolean).join(' and ')}`);
  }
  return `${command.runs.length} run${command.runs.length > 1 ? 's' : ''}`;
}
