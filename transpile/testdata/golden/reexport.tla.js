import * as shout$1 from "shout";
import * as host$1 from "test:again/host";

function checkImports(missing) {
  const lines = missing.map(([what, given]) => (given === undefined ? what : `${what}, not ${describe(given)}`));
  if (lines.length) throw new TypeError(`the component lacks these imports:\n  ${lines.join('\n  ')}`);
}

// What came, in a message: its type, and its value where that is short.
function describe(v) {
  const type = typeof v;
  if (v === undefined || v === null) return v;
  if (Array.isArray(v)) return `Array of length ${v.length}`;
  if (typeof v.tag === 'string') return `{ tag: ${JSON.stringify(v.tag).slice(0, 40)} }`;
  if (type === 'object') return v.constructor?.name || type;
  return type === 'function' ? type : `${type} ${(type === 'string' ? JSON.stringify : String)(v).slice(0, 40)}`;
}

const missing = [];
const Thing = host$1?.Thing;
typeof Thing === "function" || missing.push(["test:again/host@1.0.0#thing: resource", Thing], ["test:again/host@1.0.0#[constructor]thing: func(n: u32) -> thing"], ["test:again/host@1.0.0#[method]thing.double: func(self: borrow<thing>) -> u32"]);
const swap = host$1?.swap;
typeof swap === "function" || missing.push(["test:again/host@1.0.0#swap: func(p: pair) -> result<pair, string>", swap]);
const shout = shout$1.default;
typeof shout === "function" || missing.push(["shout: func(text: string) -> string", shout]);
checkImports(missing);

const root = { entered: 3 }; // component

export const $init = (async () => {
  root.entered = 0;

})();
// test:again/host@1.0.0
const host = {
  Thing,
  swap,
};

export {
  host,
  host as "test:again/host@1.0.0",
  shout,
  shout as cry,
};
