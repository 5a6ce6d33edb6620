// wasi:cli/terminal-*: whether the standard files are terminals. WASI 0.3.0 has nothing that can be done with one.

/** @param {{ stdin: () => boolean, stdout: () => boolean, stderr: () => boolean }} is whether each is a terminal */
export function makeTerminals(is) {
  class TerminalInput {}
  class TerminalOutput {}
  return {
    terminalInput: { TerminalInput },
    terminalOutput: { TerminalOutput },
    terminalStdin: { getTerminalStdin: () => (is.stdin() ? new TerminalInput() : undefined) },
    terminalStdout: { getTerminalStdout: () => (is.stdout() ? new TerminalOutput() : undefined) },
    terminalStderr: { getTerminalStderr: () => (is.stderr() ? new TerminalOutput() : undefined) },
  };
}
