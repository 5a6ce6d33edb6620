// Questions to the text tools, of whichever output.

const sentence = 'Ein Gruß 👋: wasm will lift.';

/** @param {any} tools */
export const askTools = (tools) => ({
  annotate: tools.annotate(sentence), // asks the host
  longest: tools.statsOf(sentence).longest,
  hash: String(tools.hash(new Uint8Array([99, 111, 109, 112]))),
});
