// Running other programs, and the sections that `npm test` is made of.

import { spawn } from 'node:child_process';
import { root } from './setup.mjs';

/**
 * Runs a program in the repository's root.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, input?: string }} [options] quiet: collect the
 * output in place of showing it; input: standard input, default empty
 * @returns {Promise<{ code: number, stdout: string, stderr: string, output: string }>} output is stdout and stderr as they
 * came; all '' if not quiet
 */
export function run(command, args, { env = {}, quiet = false, input } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let stdout = '';
    let stderr = '';
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (stream === child.stdout) stdout += chunk;
        else stderr += chunk;
      });
    }
    child.stdin?.on('error', () => {}); // it ended without reading all
    child.stdin?.end(input);
    child.on('error', (e) => resolve({ code: 127, stdout, stderr, output: `${command}: ${e.message}` }));
    child.on('close', (code, signal) => {
      if (signal) output += `\n(${signal})`;
      resolve({ code: code ?? 128, stdout, stderr, output });
    });
  });
}

/** A program that was needed failed; the message has what it wrote. */
export class ProgramFailed extends Error {
  /** @override */
  name = 'ProgramFailed';
}

/**
 * Runs a program in the repository's root and gives what it wrote to stdout.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env] beside the environment of this process
 * @throws {ProgramFailed}
 */
export async function must(command, args, env = {}) {
  const { code, stdout, output } = await run(command, args, { quiet: true, env });
  if (code !== 0) throw new ProgramFailed(`${[command, ...args].join(' ')} failed:\n${output.trimEnd()}`);
  return stdout;
}

/**
 * Runs a command of the repository and sets the exit code of this process: 0 if all went well. Errors that speak to who runs
 * it are printed without a stack.
 * @param {() => Promise<boolean>} main
 * @param {(new (...args: any[]) => Error)[]} told such errors, beside ProgramFailed
 */
export async function runMain(main, ...told) {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (e) {
    if (![ProgramFailed, ...told].some((type) => e instanceof type)) throw e;
    console.error(/** @type {Error} */ (e).message);
    process.exitCode = 1;
  }
}

/** The parts of a longer run: each gets a heading, its time, and a line in the summary. */
export class Sections {
  /** @type {{ title: string, ok: boolean, seconds: number }[]} */
  #done = [];

  /**
   * @param {string} title
   * @param {() => Promise<boolean>} work whether all went well
   */
  async run(title, work) {
    console.log(`\n── ${title} ${'─'.repeat(Math.max(3, 100 - title.length))}`);
    const start = performance.now();
    let ok = false;
    try {
      ok = await work();
    } catch (e) {
      console.error(e instanceof ProgramFailed ? e.message : e);
    }
    const seconds = (performance.now() - start) / 1000;
    this.#done.push({ title, ok, seconds });
    console.log(`${ok ? 'ok' : 'FAILED'}  ${title}  (${seconds.toFixed(1)} s)`);
  }

  /** Prints the summary and gives the exit code. */
  finish() {
    const failed = this.#done.filter((s) => !s.ok);
    const total = this.#done.reduce((sum, s) => sum + s.seconds, 0);
    console.log(`\n── Summary ${'─'.repeat(93)}`);
    for (const s of this.#done)
      console.log(`${s.ok ? 'ok    ' : 'FAILED'}  ${s.seconds.toFixed(1).padStart(6)} s  ${s.title}`);
    console.log(`        ${total.toFixed(1).padStart(6)} s  in all`);
    console.log(failed.length ? `\nFAILED: ${failed.map((s) => s.title).join('; ')}` : '\nAll is well.');
    return failed.length ? 1 : 0;
  }
}
