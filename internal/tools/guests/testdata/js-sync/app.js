// A guest for StarlingMonkey, in the world of the shared guest qjs-sync. It imports functions by name, as componentize-js wants.
import { info, level } from 'fixture:qjs-sync/log';

export function add(a, b) {
  info(`add ${a} ${b} level ${level()}`);
  return (a + b) | 0;
}

export function echo(text) {
  return text;
}

export function bytes(list) {
  return list.map((byte) => byte ^ 0xff);
}

export function big(value) {
  return value;
}

export function sortItems(items) {
  return items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function area(shape) {
  if (shape.tag === 'circle') return Math.PI * shape.val ** 2;
  if (shape.tag === 'rect') return shape.val.x * shape.val.y;
  throw 'empty shape';
}

export function paint(color, perms) {
  return [color === 'red' ? 'green' : 'blue', { read: perms.write, write: perms.read, exec: true }];
}

class Counter {
  constructor(start) {
    this.n = start;
  }
  inc(by) {
    this.n += by;
    return this.n;
  }
  value() {
    return this.n;
  }
  static merge(a, b) {
    return new Counter(a.n + b.n);
  }
}

export const counters = { Counter };
