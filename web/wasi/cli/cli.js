// Package wasi:cli, for any platform.

import { makeEnvironment } from './environment.js';
import { exit } from './exit.js';
import { Input } from './input.js';
import { makeInput, makeOutput } from './stdio.js';
import { makeTerminals } from './terminal.js';

/** @import { Sink, Source, WasiOptions } from '../index.js' */

/**
 * The standard files that a program has if none are given.
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
  const stdin = options.stdin === undefined ? standard.stdin : () => options.stdin ?? null;
  const stdout = options.stdout === undefined ? standard.stdout : () => options.stdout ?? null;
  const stderr = options.stderr === undefined ? standard.stderr : () => options.stderr ?? null;
  const input = new Input(stdin);
  const isTerminal = (/** @type {() => Sink | null} */ sink) => () => sink()?.isTTY === true;
  return {
    environment: makeEnvironment(options),
    exit,
    stdin: makeInput(input),
    stdout: makeOutput(stdout),
    stderr: makeOutput(stderr),
    ...makeTerminals({ stdin: () => input.isTTY, stdout: isTerminal(stdout), stderr: isTerminal(stderr) }),
  };
}
