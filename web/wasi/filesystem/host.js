// What the descriptors of one host have in common: how many may be open, and the key of the hashes.

import { failure } from './code.js';
import { hash } from './hash.js';

/** @import { MetadataHashValue } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Descriptor } from './descriptor.js' */
/** @import { Directory, File, Kind, Stat } from './tree.js' */

/** How many descriptors and streams may be open. */
const most = 1024;

/** @type {Kind[]} */
const kinds = [
  'directory',
  'regular-file',
  'symbolic-link',
  'block-device',
  'character-device',
  'fifo',
  'socket',
  'other',
];

/** What is left open by a descriptor that nobody refers to. */
const forgotten = new FinalizationRegistry((/** @type {() => void} */ close) => close());

export class Host {
  #open = 0;
  /** @type {[bigint, bigint] | undefined} */
  #key;

  /**
   * Counts something that is open.
   * @returns {() => void} what ends it, once
   * @throws `quota`
   */
  reserve() {
    if (this.#open >= most) throw failure('quota');
    this.#open++;
    return () => {
      this.#open--;
    };
  }

  /**
   * Keeps a node open for a stream.
   * @param {File | Directory} node
   * @returns {() => void} what ends it, once
   * @throws `quota`
   */
  hold(node) {
    const giveBack = this.reserve();
    node.retain();
    return () => {
      giveBack();
      node.release();
    };
  }

  /**
   * Calls `close` when an object is collected that was not closed.
   * @param {Descriptor} descriptor
   * @param {() => void} close
   */
  watch(descriptor, close) {
    forgotten.register(descriptor, close, descriptor);
  }

  /** @param {Descriptor} descriptor */
  unwatch(descriptor) {
    forgotten.unregister(descriptor);
  }

  /**
   * Hashes what changes when a file is changed or replaced.
   * @param {Stat} stat
   * @returns {MetadataHashValue}
   */
  hash(stat) {
    this.#key ??= /** @type {[bigint, bigint]} */ ([...crypto.getRandomValues(new BigUint64Array(2))]);
    const words = [...stat.identity, stat.size, stat.modified ?? 0n, BigInt(kinds.indexOf(stat.kind))];
    const [lower, upper] = hash(
      this.#key,
      words.map((word) => BigInt.asUintN(64, word)),
    );
    return { lower, upper };
  }
}
