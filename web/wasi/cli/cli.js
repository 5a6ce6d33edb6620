// Package wasi:cli, for any platform.

import { makeEnvironment } from './environment.js';
import { exit } from './exit.js';
import { Input, pullerOf } from './input.js';
import { writerOf } from './sink.js';
import { makeInput, makeOutput } from './stdio.js';
import { makeTerminals } from './terminal.js';

/** @import { Sink, Source, WasiOptions } from '../index.js' */

/**
 * The standard files that a program has if none are given, opened when they are used.
 * @typedef {object} Standard
 * @property {() => Source | null} stdin
 * @property {() => Sink} stdout
 * @property {() => Sink} stderr
 */

/**
 * @param {WasiOptions} options
 * @param {Standard} standard
 */
export function makeCli(options, standard) {
  const stdin = opened(options.stdin, standard.stdin, pullerOf);
  const stdout = opened(options.stdout, standard.stdout, writerOf);
  const stderr = opened(options.stderr, standard.stderr, writerOf);
  return {
    environment: makeEnvironment(options),
    exit,
    stdin: makeInput(new Input((signal) => stdin.use()(signal))),
    stdout: makeOutput(stdout.use),
    stderr: makeOutput(stderr.use),
    ...makeTerminals({ stdin: stdin.isTerminal, stdout: stdout.isTerminal, stderr: stderr.isTerminal }),
  };
}

/**
 * A standard file: what was given is looked at at once, that of the platform when it is used.
 * @template T, F
 * @param {T | undefined} given
 * @param {() => T} standard
 * @param {(file: T) => F} open gives the function that reads or writes
 */
function opened(given, standard, open) {
  let use = given === undefined ? undefined : open(given);
  return {
    use: () => {
      use ??= open(standard());
      return use;
    },
    isTerminal: () => /** @type {any} */ (given === undefined ? standard() : given)?.isTTY === true,
  };
}
