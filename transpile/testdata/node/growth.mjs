// bench/calls sync
// No kind of call leaves anything behind.
import { growth, load } from '../growth.mjs';

const { instance: m, memory } = await load(process.argv[2], { 'host-add': (a, b) => a + b });
const { Counter } = m.counters;
const items = Array.from({ length: 4 }, (_, i) => ({ id: i, name: `item ${i}`, weight: i / 2, tag: i % 2 ? i : undefined }));
const bytes = new Uint8Array(256);
const text = 'aé漢🦀'.repeat(20);
const wrong = (call) => () => {
  try {
    call();
  } catch (e) {
    if (e instanceof TypeError) return;
    throw e;
  }
  throw new Error('no TypeError');
};
await growth(memory, {
  add: (i) => m.add(i, 1),
  'a call out': () => m.loopHostAdd(3),
  'a short string': (i) => m.echoString(`s${i}`),
  'a string': () => m.echoString(text),
  'a list of bytes': () => m.echoBytes(bytes),
  'a list of numbers': () => m.echoNumbers([1, 2, 3]),
  'a list of records': () => m.echoItems(items),
  'a wrong number': wrong(() => m.add('1', 1)),
  'a wrong record': wrong(() => m.echoItems([...items, { id: 5 }])),
  'a resource, disposed of': (i) => {
    using c = new Counter(i);
    c.add(1);
  },
  'a resource, forgotten': (i) => new Counter(i).add(1),
});
if (m.counters.dropped() < 1000) throw new Error('destructors did not run');
