// The core modules of a component, for glue that is written by hand: the very bytes that the tools' output runs.

/**
 * Lists the core modules of a component and of the components in it, in the order in which they begin.
 * @param {Uint8Array} binary
 * @returns {Uint8Array<ArrayBuffer>[]}
 */
export function coreModules(binary) {
  const found = [];
  // A section is an id, a size in LEB128 and that many bytes (Binary.md, Component Definitions).
  for (let at = 8; at < binary.length; ) {
    const id = binary[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const section = binary.slice(at, at + size);
    at += size;
    if (id === 1) found.push(section);
    if (id === 4) found.push(...coreModules(section));
  }
  return found;
}
