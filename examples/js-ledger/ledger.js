// The guest: plain JavaScript, which QuickJS runs inside the component. An imported interface is a module's default
// export, an exported one an object, a resource a class; what is thrown is the error case's payload.

import clock from 'demo:ledger/clock@0.1.0';

export function match(pattern, text) {
  let regexp;
  try {
    regexp = new RegExp(pattern, 'u');
  } catch (e) {
    throw e.message;
  }
  const found = regexp.exec(text);
  return found ? [...found].map((group) => group ?? '') : undefined;
}

export function pick(json, path) {
  let value;
  try {
    value = JSON.parse(json);
  } catch (e) {
    throw e.message;
  }
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) throw `there is no ${key}`;
    value = value[key];
  }
  return JSON.stringify(value);
}

class Account {
  constructor(owner) {
    this.owner = owner;
    this.entries = [];
  }

  add(kind, amount, tags, note) {
    return this.entries.push({ day: clock.today(), kind, amount, tags, note });
  }

  balance() {
    return this.entries.reduce((sum, { kind, amount }) => (kind === 'income' ? sum + amount : sum - amount), 0);
  }

  find(what) {
    const fits = {
      all: () => true,
      tagged: ({ tags }) => tags.includes(what.val),
      'at-least': ({ amount }) => amount >= what.val,
    }[what.tag];
    return this.entries.filter(fits).sort((a, b) => a.amount - b.amount);
  }

  static join(a, b) {
    const both = new Account(`${a.owner} and ${b.owner}`);
    both.entries = [...a.entries, ...b.entries];
    return both;
  }
}

export const accounts = { Account };
