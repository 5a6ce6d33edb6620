// Takes out of a Go program for js/wasm what only a stack trace shows: files, lines, arguments and inlined calls. The
// linker's own -s and -w do not, and it is a fifth of a small program's bytes with brotli, an eighth of a larger one's. Names
// of functions stay, and all that Go's runtime needs to walk a stack.
//
// The layout is that of runtime/symtab.go, type pcHeader and type moduledata, and runtime/runtime2.go, type _func. A
// program with another one is an error, not a broken program.

const magic = 0xfffffff1; // internal/abi.Go120PCLnTabMagic

// Offsets in a _func, in bytes, and its length without what follows it.
const [pcsp, pcfile, pcln, npcdata, cuOffset, nfuncdata, funcSize] = [16, 20, 24, 28, 32, 43, 44];

// internal/abi/symtab.go: the tables that only a trace reads.
const [inlTreeIndex, argLiveIndex] = [2, 3];
const [inlTree, argInfo, argLiveInfo] = [3, 5, 6];
const inlinedCallSize = 16;

/**
 * @param {Uint8Array} program
 * @param {number} [longRun] a run of zeros that is longer than this is left out of the data, as memory is zero anyway. Shorter ones
 *   compress better than the head of another segment, of which engines take 100,000 besides.
 * @returns {Uint8Array}
 */
export function stripLines(program, longRun = 64) {
  const sections = [...readSections(program)];
  const data = sections.find((s) => s.id === 11);
  if (!data) throw new Error('a Go program without data');
  const segments = readSegments(program, data);
  const image = new Uint8Array(Math.max(...segments.map((s) => s.address + s.bytes.length)));
  for (const { address, bytes } of segments) image.set(bytes, address);
  clear(image);
  if (sections.some((s) => s.id === 12)) throw new Error('a Go program with a data count section');
  return Buffer.concat([
    program.subarray(0, data.start),
    section(11, dataOf(image, longRun)),
    program.subarray(data.end),
  ]);
}

/** Zeroes what nothing but a trace reads. @param {Uint8Array} image the memory at the beginning */
function clear(image) {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  const u32 = (/** @type {number} */ at) => view.getUint32(at, true);
  const header = findHeader(view);
  const nfunc = u32(header + 8);
  const tabs = [32, 40, 48, 56, 64].map((at) => header + u32(header + at));
  const [names, units, , table, funcs] = tabs;
  const gofunc = findModule(view, header, [...tabs, funcs], nfunc);

  /** Which bytes of the tables and of the names something else needs. */
  const needed = new Uint8Array(image.length);
  const keep = (/** @type {number} */ begin, /** @type {number} */ end) => needed.fill(1, begin, end);
  const keepTable = (/** @type {number} */ offset) => {
    if (offset) keep(table + offset, endOfTable(image, table + offset));
  };
  keep(table, table + 1);
  for (let i = 0; i < nfunc; i++) {
    const f = funcs + u32(funcs + 8 * i + 4);
    const [tables, extras] = [u32(f + npcdata), image[f + nfuncdata]];
    const name = names + u32(f + 4);
    keep(name, image.indexOf(0, name) + 1);
    keepTable(u32(f + pcsp));
    for (const at of [pcfile, pcln, cuOffset]) view.setUint32(f + at, 0, true);
    const pcdata = f + funcSize;
    const funcdata = pcdata + 4 * tables;
    const tree = extras > inlTree ? u32(funcdata + 4 * inlTree) : 0xffffffff;
    if (tree !== 0xffffffff && tables > inlTreeIndex) {
      const calls = largest(image, table + u32(pcdata + 4 * inlTreeIndex)) + 1;
      image.fill(0, gofunc + tree, gofunc + tree + calls * inlinedCallSize);
    }
    for (let k = 0; k < tables; k++) {
      if (k === inlTreeIndex || k === argLiveIndex) view.setUint32(pcdata + 4 * k, 0, true);
      else keepTable(u32(pcdata + 4 * k));
    }
    for (const k of [inlTree, argInfo, argLiveInfo]) {
      if (k < extras) view.setUint32(funcdata + 4 * k, 0xffffffff, true); // none
    }
  }
  for (let at = names; at < units; at++) if (!needed[at]) image[at] = 0;
  for (let at = table; at < funcs; at++) if (!needed[at]) image[at] = 0;
  image.fill(0, units, table);
}

/** @param {DataView} view */
function findHeader(view) {
  for (let at = 0; at + 72 <= view.byteLength; at += 8) {
    if (view.getUint32(at, true) !== magic) continue;
    // pad, the smallest instruction, the size of a pointer
    if (view.getUint32(at + 4, true) === 0x08010000) return at;
  }
  throw new Error('no function table of a Go program: was the compiler updated?');
}

/**
 * Finds moduledata by what it says of the tables, and gives its gofunc. Its words have 64 bits, which are addresses below
 * 2³² or small numbers here.
 *
 * @param {DataView} view @param {number} header
 * @param {number[]} tabs where the slices after pcHeader begin
 * @param {number} nfunc
 */
function findModule(view, header, tabs, nfunc) {
  const word = (/** @type {number} */ at) => view.getUint32(at, true);
  for (let p = 0; p + 400 < view.byteLength; p += 8) {
    if (word(p) !== header || tabs.some((tab, i) => word(p + 8 + 24 * i) !== tab) || word(p + 136) !== nfunc + 1)
      continue;
    const findfunctab = p + 8 + 24 * tabs.length;
    const [rodata, gofunc] = [word(findfunctab + 8 * 20), word(findfunctab + 8 * 21)];
    if (rodata < 4096 || gofunc < rodata || gofunc >= view.byteLength) break;
    return gofunc;
  }
  throw new Error('no moduledata of a Go program: was the compiler updated?');
}

/**
 * The end of a table of pcvalue: pairs of numbers, of which the first is 0 after the last pair.
 * @param {Uint8Array} image @param {number} at
 */
function endOfTable(image, at) {
  for (let first = true; ; first = false) {
    if (!first && image[at] === 0) return at + 1;
    at = skip(image, skip(image, at));
  }
}

/** The largest value in a table. @param {Uint8Array} image @param {number} at */
function largest(image, at) {
  let [value, most] = [-1, -1];
  for (let first = true; first || image[at] !== 0; first = false) {
    const [delta, next] = readU32(image, at);
    value += (delta >>> 1) ^ -(delta & 1);
    most = Math.max(most, value);
    at = skip(image, next);
  }
  return most;
}

/** @param {Uint8Array} bytes @param {number} at */
function skip(bytes, at) {
  while (bytes[at] & 0x80) at++;
  return at + 1;
}

/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} */
function readU32(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const b = bytes[at++];
    value |= (b & 0x7f) << shift;
    if (!(b & 0x80)) return [value >>> 0, at];
  }
}

/** @param {Uint8Array} program */
function* readSections(program) {
  for (let at = 8; at < program.length; ) {
    const start = at;
    const [size, body] = readU32(program, at + 1);
    at = body + size;
    yield { id: program[start], start, body, end: at };
  }
}

/** @param {Uint8Array} program @param {{ body: number, end: number }} data */
function readSegments(program, data) {
  let [count, at] = readU32(program, data.body);
  const segments = [];
  for (; count > 0; count--) {
    // memory 0, i32.const address, end
    if (program[at] !== 0 || program[at + 1] !== 0x41) throw new Error('a data segment that no Go program has');
    const [address, afterAddress] = readS32(program, at + 2);
    const [size, body] = readU32(program, afterAddress + 1);
    at = body + size;
    segments.push({ address, bytes: program.subarray(body, at) });
  }
  return segments;
}

/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} */
function readS32(bytes, at) {
  const [value, next] = readU32(bytes, at);
  const shift = 32 - 7 * (next - at);
  return [shift > 0 ? (value << shift) >> shift : value | 0, next];
}

/**
 * The data section of what is not zero.
 * @param {Uint8Array} image
 * @param {number} longRun
 */
function dataOf(image, longRun) {
  /** @type {Uint8Array[]} */
  const segments = [];
  let at = 0;
  while (at < image.length) {
    if (image[at] === 0) {
      at++;
      continue;
    }
    let end = at;
    for (let zeros = 0, p = at; p < image.length && zeros <= longRun; p++) {
      zeros = image[p] === 0 ? zeros + 1 : 0;
      if (zeros === 0) end = p + 1;
    }
    const bytes = image.subarray(at, end);
    segments.push(Buffer.concat([Uint8Array.of(0, 0x41, ...s32(at), 0x0b, ...u32(bytes.length)), bytes]));
    at = end;
  }
  return Buffer.concat([Uint8Array.from(u32(segments.length)), ...segments]);
}

/** @param {number} id @param {Uint8Array} body */
const section = (id, body) => Buffer.concat([Uint8Array.of(id, ...u32(body.length)), body]);

/** @param {number} n */
function u32(n) {
  const bytes = [];
  for (; n > 0x7f; n >>>= 7) bytes.push((n & 0x7f) | 0x80);
  bytes.push(n);
  return bytes;
}

/** @param {number} n not negative */
function s32(n) {
  const bytes = [];
  for (; n > 0x3f; n >>>= 7) bytes.push((n & 0x7f) | 0x80);
  bytes.push(n);
  return bytes;
}
