// JavaScript values that a Go program has as integers: the other half of package jsbridge.

/** How many bits of a handle are the number of its slot; those above are how often the slot was used before. */
const slotBits = 16;
const slotMask = (1 << slotBits) - 1;
const useMask = (1 << (31 - slotBits)) - 1;

const stale = -1;
const noBytes = -2;

/** @typedef {{ value: unknown, use: number, live: boolean }} Slot */

export class JsValues {
  /** @type {Slot[]} the first is undefined for ever */
  #slots = [{ value: undefined, use: 0, live: true }];
  /** @type {number[]} */
  #free = [];

  /**
   * Keeps a value: its handle, which is positive, or 0 for undefined.
   * @param {unknown} value
   */
  put(value) {
    if (value === undefined) return 0;
    const at = this.#free.pop() ?? this.#slots.length;
    if (at > slotMask) throw new RangeError('too many JavaScript values at a time');
    this.#slots[at] ??= { value: undefined, use: 0, live: false };
    const slot = this.#slots[at];
    slot.value = value;
    slot.live = true;
    return at | (slot.use << slotBits);
  }

  /**
   * What a call comes to: the handle of what it gives, or that of what it throws as a negative number.
   * @param {() => unknown} call
   */
  attempt(call) {
    try {
      return this.put(call());
    } catch (e) {
      return -(this.put(e) || this.put(new Error('undefined was thrown')));
    }
  }

  /** @param {number} handle @returns {Slot | undefined} undefined if the handle is stale */
  #slot(handle) {
    const slot = handle >= 0 ? this.#slots[handle & slotMask] : undefined;
    return slot?.live && slot.use === handle >> slotBits ? slot : undefined;
  }

  /**
   * Gives a value and lets go of it.
   * @param {number} handle
   * @throws {ReferenceError} if the handle is stale
   */
  take(handle) {
    const slot = this.#slot(handle);
    if (!slot) throw new ReferenceError(`there is no JavaScript value ${handle}`);
    const { value } = slot;
    this.release(handle);
    return value;
  }

  /** @param {number} handle @returns {number} 0, or -1 if it is stale */
  release(handle) {
    const slot = this.#slot(handle);
    if (!slot) return stale;
    if (handle === 0) return 0;
    slot.value = undefined;
    slot.live = false;
    slot.use = (slot.use + 1) & useMask;
    this.#free.push(handle & slotMask);
    return 0;
  }

  /** How many values are kept. */
  get size() {
    return this.#slots.length - 1 - this.#free.length;
  }

  /**
   * What package jsbridge imports.
   * @param {() => ArrayBuffer} memory of the program, as it is now
   */
  imports(memory) {
    return {
      /** @param {number} handle */
      size: (handle) => {
        const slot = this.#slot(handle);
        if (!slot) return stale;
        return slot.value instanceof Uint8Array ? slot.value.byteLength : noBytes;
      },
      /** @param {number} handle @param {number} to */
      copy: (handle, to) => {
        const { value } = /** @type {{ value: Uint8Array }} */ (this.#slot(handle));
        new Uint8Array(memory(), to >>> 0, value.byteLength).set(value);
      },
      /** @param {number} handle */
      text: (handle) => {
        const slot = this.#slot(handle);
        return slot ? this.put(new TextEncoder().encode(textOf(slot.value))) : stale;
      },
      /** @param {number} handle */
      release: (handle) => this.release(handle),
    };
  }
}

/** The message of an Error, or any other value as a string: never throws. @param {unknown} value */
function textOf(value) {
  try {
    return String(value instanceof Error ? value.message : value);
  } catch {
    return `a ${typeof value} that has no text`;
  }
}
