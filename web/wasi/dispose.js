// What a component calls when it drops a resource of the host's, as the glue has it.

/** Symbol.dispose, or what stands for it where there is none. @type {typeof Symbol.dispose} */
export const dispose = /** @type {any} */ (Symbol.dispose ?? Symbol.for('dispose'));
