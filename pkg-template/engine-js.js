// The engine for where WebAssembly is off: the very code of the wasm, translated to JavaScript (xtask/src/package/translate.rs).
// A file of its own that nobody downloads who does not need it.

import { size, table, translated } from "./translated.js";

/** What `WebAssembly.instantiate` gives: the exports for these imports. */
export const run = ({ a, b }) => {
  // What the translation leaves to us: the table of JavaScript values, and functions with several results.
  const values = Array(size);
  const get = (at) => values[at];
  const set = (at, value) => {
    values[at] = value;
  };
  Object.assign(values, { get, set });
  const grow = (value, count) => values.push(...Array(count).fill(value)) - count;
  const list = (...results) => results;
  const all = {
    ...a,
    t_get: get,
    t_set: set,
    t_grow: grow,
    t_fill: (at, value, count) => void values.fill(value, at, at + count),
    t_list2: list,
    t_list3: list,
    t_list4: list,
  };
  for (const name in b) all["b_" + name] = b[name];
  return { kind: "js", instance: { exports: { ...translated({ a: all }), [table]: values } } };
};
