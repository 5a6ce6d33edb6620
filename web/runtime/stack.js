// Stacks that can be suspended (JSPI).

/** @typedef {import('./component.js').Component} Component */

/** One activation of a guest's code that may be suspended. */
export class Stack {
  /** The code has returned. */
  done = false;
  /** It has been suspended. */
  parked = false;
  /** It runs from a microtask, and nobody waits below. */
  resumed = false;
  /** Who gets control when it ends or waits: another stack, or a function. @type {Stack | (() => void) | undefined} */
  resumer;
  /** The stack that has control in its place. @type {Stack | undefined} */
  later;
  /** It waits for another stack, and goes on with this. @type {(() => number) | undefined} */
  goOn;
  /** Whose value its built-in gives when it goes on. @type {{ value: any } | undefined} */
  call;
  /** What failed while frames of the guest are left. @type {{ error: any } | undefined} */
  held;
  /** An action that is to be performed in place of it, as soon as it parks. */
  hands = false;
  /** @type {(stack: Stack) => void} */
  resolve = () => {};

  /**
   * @param {Component} component
   * @param {number} thread
   * @param {import('./call.js').Call} [task] undefined for a thread of thread.new-indirect
   */
  constructor(component, thread, task) {
    this.component = component;
    this.thread = thread;
    this.task = task;
  }
}
