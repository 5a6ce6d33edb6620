/** @module Interface wasi:cli/terminal-input@0.3.0 **/

/**
 * The input side of a terminal.
 */
export class TerminalInput {
  /**
   * This type does not have a public constructor.
   */
  private constructor(...args: any);
}
