import * as shout$1 from "shout";
import * as host$1 from "test:again/host";

function checkImports(missing) {
  if (missing.length) throw new TypeError(`the component lacks these imports:\n  ${missing.join('\n  ')}`);
}

const missing = [];
const Thing = host$1?.Thing;
typeof Thing === "function" || missing.push("test:again/host@1.0.0#thing: resource", "test:again/host@1.0.0#[constructor]thing: func(n: u32) -> thing", "test:again/host@1.0.0#[method]thing.double: func(self: borrow<thing>) -> u32");
const swap = host$1?.swap;
typeof swap === "function" || missing.push("test:again/host@1.0.0#swap: func(p: pair) -> result<pair, string>");
const shout = shout$1.default;
typeof shout === "function" || missing.push("shout: func(text: string) -> string");
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
