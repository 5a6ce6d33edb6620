// Objects behind small integers, as the core keeps them.

/**
 * Objects by token. Freed tokens are used again.
 * @template T
 */
export class Table {
  /** @type {(T | undefined)[]} */
  items = [undefined];
  /** @type {number[]} */
  #free = [];

  /** @param {T} item */
  add(item) {
    const i = this.#free.pop() ?? this.items.length;
    this.items[i] = item;
    return i;
  }

  /** @param {number} i */
  get(i) {
    return /** @type {T} */ (this.items[i]);
  }

  /** @param {number} i */
  remove(i) {
    const item = this.items[i];
    this.items[i] = undefined;
    this.#free.push(i);
    return /** @type {T} */ (item);
  }
}

/** The host's resources that a component holds, by their rep. Each handle of a guest counts. */
export class HostObjects {
  /** @type {Table<{ object: any, handles: number }>} */
  #table = new Table();

  /** @param {any} object */
  put(object) {
    return this.#table.add({ object, handles: 1 });
  }

  /** @param {number} rep */
  get(rep) {
    return this.#table.get(rep).object;
  }

  /**
   * Another handle refers to it.
   * @param {number} rep
   */
  keep(rep) {
    this.#table.get(rep).handles++;
    return rep;
  }

  /**
   * A handle is gone: gives the object.
   * @param {number} rep
   */
  release(rep) {
    const entry = this.#table.get(rep);
    if (--entry.handles === 0) this.#table.remove(rep);
    return entry.object;
  }
}
