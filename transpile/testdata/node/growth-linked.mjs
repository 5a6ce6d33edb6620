// bench/linked sync
// Calls between components leave nothing behind.
import { growth, load } from '../growth.mjs';

const { instance: m, memory } = await load(process.argv[2], {});
await growth(memory, Object.fromEntries(Object.keys(m).map((name) => [name, () => m[name](3, 20)])));
