// The runs of the test programs: what each gets, and what can be seen from outside. Hosts are native, node and browser.

/**
 * @typedef {object} Run
 * @property {string} name the section in the program's expected.txt
 * @property {string} program a folder of testdata/wasi
 * @property {string[]} [args] behind the name of the program
 * @property {[string, string][]} [env]
 * @property {boolean} [tree] it gets an empty directory /work, and /only read, which is what it says
 * @property {'pattern' | 'fails'} [input] 100,000 bytes that count up modulo 251, or what cannot be read; by default nothing
 * @property {'full' | 'closed'} [output] where standard output goes to; by default it is collected
 * @property {'full' | 'closed'} [errors] the same for standard error
 * @property {boolean} [terminal] standard files are a terminal
 * @property {{ connect: string[], listen: string[] }} [net] PEER is the server's address
 * @property {boolean} [peer] a server is there for its requests, and the first arguments are its address and one where nobody is
 * @property {string[]} [hosts] on which it makes sense, by default all
 * @property {(end: Ended) => [string, string, string][]} [seen] cases that show outside: function, case, outcome
 */

/**
 * What came of a run.
 * @typedef {object} Ended
 * @property {string} stdout
 * @property {string} stderr
 * @property {number} code the exit code, 134 for a trap
 */

/** What is in /only read: contents of files, null for a directory, a link by its target. */
export const onlyRead = { text: 'read only\n', sub: null, absolute: { link: '/etc/passwd' } };

/** The time zone of the hosts. */
export const timeZone = 'Europe/Berlin';

/** Standard input as a pattern. */
export const pattern = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);

const home = {
  connect: ['127.0.0.1', '[::1]'],
  listen: ['127.0.0.1', '[::1]', '0.0.0.0', '192.0.2.1'],
};

const toPeer = { connect: ['127.0.0.1'], listen: [] };

/** @param {string} name @param {string} what @param {number} wanted @param {string} [mode] @returns {Run} */
const ends = (name, what, wanted, mode = name) => ({
  name,
  program: 'cli',
  args: [mode],
  seen: ({ code, stdout }) => [[what, name, code === wanted && !stdout ? 'ok' : `wrong: ${code}, wrote ${stdout}`]],
});

const exit = 'wasi:cli/exit#exit';
const exitWithCode = 'wasi:cli/exit#exit-with-code';
const run = 'wasi:cli/run#run';

/** @type {Run[]} */
export const runs = [
  {
    name: 'given',
    program: 'cli',
    args: ['given', 'two words', 'é€🦀', '', '--dir'],
    env: [
      ['WASI_TEST', 'a=b é€🦀'],
      ['EMPTY', ''],
    ],
    tree: true,
  },
  { name: 'nothing given', program: 'cli' },
  { name: 'terminals', program: 'cli', args: ['terminals'], terminal: true },
  { name: 'input', program: 'cli', args: ['input'], input: 'pattern' },
  { name: 'input-fails', program: 'cli', args: ['input-fails'], input: 'fails' },
  {
    name: 'output',
    program: 'cli',
    args: ['output'],
    seen: ({ stdout, stderr }) => [
      ['wasi:cli/stdout#write-via-stream', 'as it is seen', verdict(stdout.startsWith('to standard output é€🦀\n'))],
      [
        'wasi:cli/stderr#write-via-stream',
        'as it is seen',
        verdict(stderr === `to standard error é€🦀\n${'x'.repeat(1 << 20)}`),
      ],
    ],
  },
  { name: 'output to a full disk', program: 'cli', args: ['output-fails', 'to a full disk'], output: 'full' },
  { name: 'errors to a full disk', program: 'cli', args: ['errors-fail', 'to a full disk'], errors: 'full' },
  {
    name: 'output to nobody',
    program: 'cli',
    args: ['output-fails', 'to a pipe that nobody reads'],
    output: 'closed',
    hosts: ['native', 'node'],
  },
  {
    name: 'errors to nobody',
    program: 'cli',
    args: ['errors-fail', 'to a pipe that nobody reads'],
    errors: 'closed',
    hosts: ['native', 'node'],
  },
  ends('succeeds', run, 0, 'succeed'),
  ends('fails', run, 1, 'fail'),
  ends('with success', exit, 0, 'exit-ok'),
  ends('with failure', exit, 1, 'exit-err'),
  ends('0', exitWithCode, 0),
  ends('1', exitWithCode, 1),
  ends('42', exitWithCode, 42),
  ends('255', exitWithCode, 255),
  { name: 'clocks', program: 'clocks', args: ['NOW'] },
  { name: 'random', program: 'random' },
  { name: 'file', program: 'file', tree: true },
  { name: 'directory', program: 'directory', tree: true },
  // Trees in memory have no links to absolute paths.
  { name: 'absolute', program: 'directory', args: ['absolute'], tree: true, hosts: ['native', 'node'] },
  {
    name: 'lookup',
    program: 'lookup',
    net: { connect: [...home.connect, 'localhost', '192.0.2.1', '[2001:db8::1]', 'nobody.invalid'], listen: [] },
  },
  { name: 'tcp', program: 'tcp', net: home },
  { name: 'udp', program: 'udp', net: home },
  { name: 'http-types', program: 'http-types' },
  { name: 'http-client', program: 'http-client', peer: true, net: toPeer },
  // In a page no response comes before the request is sent.
  { name: 'duplex', program: 'http-client', peer: true, args: ['duplex'], net: toPeer, hosts: ['native', 'node'] },
  {
    name: 'rules',
    program: 'network',
    peer: true,
    args: ['rules'],
    net: { connect: ['PEER', '*.allowed.example'], listen: [] },
  },
  { name: 'no rules', program: 'network', peer: true },
];

/** @param {boolean} right */
const verdict = (right) => (right ? 'ok' : 'wrong');
