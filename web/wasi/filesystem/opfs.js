// A tree in memory that lies in a directory of the browser: of the origin's private file system (OPFS), or one that the
// user has chosen. It is read when the tree is made, contents only when somebody reads them, and written back when a
// program syncs, a moment after it has changed something, and by save().
//
// A browser's directory has files and directories, and neither links nor times: symbolic links are not kept, hard links
// become copies.

import { Memory } from './files.js';
import { MemoryDirectory } from './memory.js';
import { MemoryFile } from './memoryfile.js';

/** How long after the last change a tree is written back, in milliseconds. */
const moment = 100;

/** What a tree may hold besides what was there. */
const more = 1 << 30;

/** @typedef {Map<string, { file: MemoryFile, changes: number } | { entries: Saved }>} Saved what a directory of the browser's has in it */

export class Stored extends Memory {
  #directory;
  /** @type {Saved} */
  #saved = new Map();
  /** @type {Promise<void>} */
  #saving = Promise.resolve();
  /** The next save, if it has not begun. @type {Promise<void> | undefined} */
  #next;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {FileSystemDirectoryHandle} directory
   * @param {number} maxBytes
   */
  constructor(directory, maxBytes) {
    super({}, { maxBytes: Number.POSITIVE_INFINITY });
    this.#directory = directory;
    this.maxBytes = maxBytes;
  }

  /** Reads what is there. */
  async load() {
    this.#saved = await load(this.root, this.#directory);
    const { tree } = this.root;
    tree.limit = Math.max(this.maxBytes, tree.used);
    tree.store = this;
  }

  /** Writes back what has changed. */
  save() {
    clearTimeout(this.#timer);
    this.#next ??= this.#saving.then(async () => {
      this.#next = undefined;
      this.#saved = await save(this.root, this.#directory, this.#saved);
    });
    this.#saving = this.#next.catch(() => {}); // who asked for it is told
    return this.#next;
  }

  /** Something has changed. */
  changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.save().catch((e) => console.warn("files could not be written to the browser's directory:", e));
    }, moment);
  }
}

/**
 * Opens a directory of the browser as a tree for `preopens`.
 * @param {FileSystemDirectoryHandle} [directory] default: the origin's private file system
 * @param {{ maxBytes?: number }} [options]
 */
export async function opfs(directory, { maxBytes = more } = {}) {
  const tree = new Stored(directory ?? (await navigator.storage.getDirectory()), maxBytes);
  await tree.load();
  return tree;
}

/** TypeScript knows the iteration of directories only with a library that few have. @param {any} handle @returns {AsyncIterable<[string, FileSystemHandle]>} */
const entriesOf = (handle) => handle.entries();

/**
 * @param {MemoryDirectory} to
 * @param {FileSystemDirectoryHandle} from
 * @returns {Promise<Saved>}
 */
async function load(to, from) {
  /** @type {Saved} */
  const saved = new Map();
  for await (const [name, handle] of entriesOf(from)) {
    if (handle.kind === 'directory') {
      const directory = to.put(name, new MemoryDirectory(to.tree, to));
      saved.set(name, { entries: await load(directory, /** @type {FileSystemDirectoryHandle} */ (handle)) });
    } else {
      const content = await /** @type {FileSystemFileHandle} */ (handle).getFile();
      const file = to.put(name, new MemoryFile(to.tree, content));
      file.modified = file.changed = BigInt(content.lastModified) * 1_000_000n;
      saved.set(name, { file, changes: file.changes });
    }
  }
  return saved;
}

/**
 * Makes a directory of the browser what one in memory is.
 * @param {MemoryDirectory} from
 * @param {FileSystemDirectoryHandle} to
 * @param {Saved} saved what is in it
 * @returns {Promise<Saved>} what is in it then
 */
async function save(from, to, saved) {
  await takeAlong(from, saved);
  for (const [name, old] of saved) {
    const inode = from.entries.get(name);
    if (inode?.is !== ('file' in old ? 'file' : 'directory'))
      await to.removeEntry(name, { recursive: true }).catch(unlessGone);
  }
  /** @type {Saved} */
  const now = new Map();
  for (const [name, inode] of [...from.entries]) {
    const old = saved.get(name);
    if (inode.is === 'directory') {
      const before = old && 'entries' in old ? old.entries : new Map();
      const directory = await to.getDirectoryHandle(name, { create: true });
      now.set(name, { entries: await save(inode, directory, before) });
    } else if (inode.is === 'file') {
      const { changes } = inode;
      if (!(old && 'file' in old && old.file === inode && old.changes === changes)) {
        await write(await to.getFileHandle(name, { create: true }), await inode.content());
      }
      now.set(name, { file: inode, changes });
    }
  }
  return now;
}

/**
 * Reads the files that go to another place: what they are read from may be gone when they are written.
 * @param {MemoryDirectory} directory
 * @param {Saved} saved
 */
async function takeAlong(directory, saved) {
  for (const [name, inode] of directory.entries) {
    const old = saved.get(name);
    if (inode.is === 'directory') await takeAlong(inode, old && 'entries' in old ? old.entries : new Map());
    else if (inode.is === 'file' && !(old && 'file' in old && old.file === inode)) await inode.load();
  }
}

/** @param {FileSystemFileHandle} handle @param {Uint8Array} bytes */
async function write(handle, bytes) {
  if ('createWritable' in handle) {
    const writable = await handle.createWritable();
    await writable.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
    return writable.close();
  }
  // Some browsers have nothing but this, and in workers only.
  const file = await /** @type {any} */ (handle).createSyncAccessHandle();
  try {
    file.truncate(0);
    file.write(bytes, { at: 0 });
    file.flush();
  } finally {
    file.close();
  }
}

/** @param {any} error */
function unlessGone(error) {
  if (error?.name !== 'NotFoundError') throw error;
}
