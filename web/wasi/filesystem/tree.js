// What a tree of files has to do. There is one in memory (memory.js) and one of Node's file system (disk.js). Neither knows
// paths, rights or what is WASI's: walk.js and descriptor.js have those for both.

/** @import { DescriptorType } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Name } from './path.js' */

/** @typedef {DescriptorType['tag']} Kind */

/**
 * What is known about a file. Times are nanoseconds since 1970.
 * @typedef {object} Stat
 * @property {Kind} kind
 * @property {bigint} links
 * @property {bigint} size
 * @property {bigint | undefined} accessed
 * @property {bigint | undefined} modified
 * @property {bigint | undefined} changed
 * @property {[device: bigint, inode: bigint]} identity
 */

/**
 * Both times of a file in nanoseconds since 1970.
 * @typedef {[accessed: bigint, modified: bigint]} Times
 */

/**
 * How a file is opened.
 * @typedef {object} Opening
 * @property {boolean} read
 * @property {boolean} write
 * @property {boolean} create make it if it is not there
 * @property {boolean} exclusive with create: it must not be there
 * @property {'' | 'data' | 'file'} sync whether writes wait for the disk
 */

/**
 * What is open is shared, and closed when the last one releases it.
 * @typedef {object} Shared
 * @property {() => void} retain
 * @property {() => void} release
 */

/**
 * An open file. Reads and writes take a position and say how much they did.
 * @typedef {object} OpenFile
 * @property {'file'} is
 * @property {() => Promise<Stat>} stat
 * @property {(position: bigint) => Promise<Uint8Array>} read some bytes, none at the end of the file
 * @property {(bytes: Uint8Array, position: bigint) => Promise<void>} write all of them
 * @property {() => Promise<Appender>} appender
 * @property {(size: bigint) => Promise<void>} truncate
 * @property {(times: Times) => Promise<void>} setTimes
 * @property {(dataOnly: boolean) => Promise<void>} sync
 */

/**
 * Writes at the end of a file, wherever that is then.
 * @typedef {object} Appender
 * @property {(bytes: Uint8Array) => Promise<void>} append
 * @property {() => void} close
 */

/**
 * An entry of a directory; without a name if that is not UTF-8.
 * @typedef {{ name: string | undefined, kind: Kind }} Entry
 */

/**
 * An open directory. No function follows a link that has the given name.
 * @typedef {object} OpenDirectory
 * @property {'directory'} is
 * @property {object} tree what it belongs to: nothing is moved or linked from one to another
 * @property {() => Promise<Stat>} stat of itself
 * @property {() => AsyncIterable<Entry>} list
 * @property {(times: Times) => Promise<void>} setTimes of itself
 * @property {(dataOnly: boolean) => Promise<void>} sync
 * @property {(name: Name) => Promise<Directory>} enter
 * @property {(name: Name) => Promise<Stat>} statOf
 * @property {(name: Name) => Promise<Name>} readLink fails with `invalid` if it is no link
 * @property {(name: Name, opening: Opening) => Promise<File>} openFile a regular file: what else there is fails with `access`
 * @property {(name: Name, times: Times) => Promise<void>} setTimesOf
 * @property {(name: Name) => Promise<void>} makeDirectory
 * @property {(name: Name, target: string) => Promise<void>} makeLink a symbolic one
 * @property {(name: Name) => Promise<void>} removeDirectory
 * @property {(name: Name) => Promise<void>} unlink
 * @property {(name: Name, to: any, newName: Name) => Promise<void>} rename `to` is a directory of the same tree
 * @property {(name: Name, to: any, newName: Name) => Promise<void>} link
 */

/** @typedef {OpenFile & Shared} File */
/** @typedef {OpenDirectory & Shared} Directory */

export {};
