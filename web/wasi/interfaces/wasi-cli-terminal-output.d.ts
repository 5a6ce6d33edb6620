/** @module Interface wasi:cli/terminal-output@0.3.0 **/

/**
 * The output side of a terminal.
 */
export class TerminalOutput {
  /**
   * This type does not have a public constructor.
   */
  private constructor(...args: any);
}
