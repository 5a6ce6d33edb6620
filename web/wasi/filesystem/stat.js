// What functions tell about files, in the types of the WIT.

import { instantOf } from './times.js';

/** @import { DescriptorStat, DescriptorType } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Kind, Stat } from './tree.js' */

/**
 * @param {Kind} kind
 * @returns {DescriptorType}
 */
export const typeOf = (kind) => (kind === 'other' ? { tag: kind, val: undefined } : { tag: kind });

/**
 * @param {Stat} stat
 * @returns {DescriptorStat}
 */
export function newStat(stat) {
  return {
    type: typeOf(stat.kind),
    linkCount: stat.links,
    size: stat.size,
    dataAccessTimestamp: instantOf(stat.accessed),
    dataModificationTimestamp: instantOf(stat.modified),
    statusChangeTimestamp: instantOf(stat.changed),
  };
}
