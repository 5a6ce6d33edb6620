// Questions to the text tools, of whichever output.

const sentence = 'Ein Gruß 👋: wasm will lift.';

/** @param {any} tools */
export const askTools = (tools) => ({
  annotate: tools.annotate(sentence), // asks the host
  longest: tools.statsOf(sentence).longest,
  hash: String(tools.hash(new Uint8Array([99, 111, 109, 112]))),
});

/**
 * Questions to the async component: calls that wait for their host, and a stream.
 *
 * @param {any} guest
 */
export async function askAsync(guest) {
  const stream = new Blob(['ein Strom']).stream();
  const [sum, text, later, waited] = await Promise.all([
    guest.callHost(5),
    guest.pipe(stream).then((/** @type {ReadableStream} */ upper) => new Response(upper).text()),
    guest.later('k'),
    guest.waitFor(Promise.resolve('from here')),
  ]);
  return { sum, text, later, waited };
}
