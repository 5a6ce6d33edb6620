import type { WasiImports, WasiOptions } from './index.js';

export const environment: WasiImports['wasi:cli/environment@0.3.0'];
export const exit: WasiImports['wasi:cli/exit@0.3.0'];
export const stdin: WasiImports['wasi:cli/stdin@0.3.0'];
export const stdout: WasiImports['wasi:cli/stdout@0.3.0'];
export const stderr: WasiImports['wasi:cli/stderr@0.3.0'];
export const terminalInput: WasiImports['wasi:cli/terminal-input@0.3.0'];
export const terminalOutput: WasiImports['wasi:cli/terminal-output@0.3.0'];
export const terminalStdin: WasiImports['wasi:cli/terminal-stdin@0.3.0'];
export const terminalStdout: WasiImports['wasi:cli/terminal-stdout@0.3.0'];
export const terminalStderr: WasiImports['wasi:cli/terminal-stderr@0.3.0'];

/** The interfaces of wasi:cli with what a program gets; the others here are those of a program that gets nothing. */
export function interfaces(options?: WasiOptions): {
  environment: typeof environment;
  exit: typeof exit;
  stdin: typeof stdin;
  stdout: typeof stdout;
  stderr: typeof stderr;
  terminalInput: typeof terminalInput;
  terminalOutput: typeof terminalOutput;
  terminalStdin: typeof terminalStdin;
  terminalStdout: typeof terminalStdout;
  terminalStderr: typeof terminalStderr;
};
