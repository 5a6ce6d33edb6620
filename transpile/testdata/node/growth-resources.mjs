// fixtures/resources sync
// Neither do handles of resources, the guest's and the host's, in every way that they can go. (The guest's realloc never
// frees, so there are no strings and lists here.)
import { growth, load } from '../growth.mjs';

class File {
  constructor(name) {
    this.name = name;
  }
  size() {
    return 3;
  }
  static join(a) {
    return a;
  }
  [Symbol.dispose]() {}
}
const { instance: m, memory } = await load(process.argv[2], { 'test:res/host': { File, dropped() {} } });
const { Counter } = m.api;
const refused = (call) => () => {
  try {
    call();
  } catch (e) {
    if (e instanceof TypeError) return;
    throw e;
  }
  throw new Error('no TypeError');
};
const gone = new Counter(1);
gone[Symbol.dispose]();
const file = new File('x');
await growth(memory, {
  'given away': () => m.api.consume(new Counter(1)),
  'there and back': () => m.api.pass(new Counter(1))[Symbol.dispose](),
  'there and back, forgotten': () => m.api.pass(new Counter(1)),
  'in an option': () => m.api.maybe(1)[Symbol.dispose](),
  'lent to another': () => {
    using a = new Counter(1);
    using b = new Counter(2);
    a.plus(b);
  },
  'used after it was dropped': refused(() => gone.value()),
  "the host's, lent": () => m.api.size(file),
  "the host's, dropped by the guest": () => m.api.close(new File('y')),
  "the host's, kept and given back": () => {
    m.api.keep(file);
    m.api.giveBack();
  },
  "the host's, lent and given in one call": () => m.api.join(new File('y'), file),
});
