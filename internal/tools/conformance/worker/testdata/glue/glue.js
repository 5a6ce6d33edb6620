// Stands for the glue of a component: what the workers' tests call.

export async function instantiate(getCoreModule, imports) {
  if (imports.refuse) throw new TypeError('missing import "host"');
  const { exports } = await WebAssembly.instantiate(await getCoreModule('add.core.wasm'));
  let calls = 0;
  return {
    add: exports.add,
    count: () => ++calls,
    imported: () => imports.other.count(),
    echo: (value) => value,
    nothing: () => {},
    trap: () => {
      throw new WebAssembly.RuntimeError('wasm trap: it broke');
    },
    fail: () => {
      throw Object.assign(new Error('no'), { payload: 'why' });
    },
    succeed: () => 7,
    promise: () => Promise.resolve(1),
    'ns:pkg/iface@1.0.0': { hello: () => 'hello' },
    print: () => console.log('not an answer'),
    hang: () => {
      for (;;);
    },
  };
}
