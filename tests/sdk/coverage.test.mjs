// Which calls of the vendor's SDK the sandbox answers, and that its README names every one that it does not.
//
// Whether a call makes sense is for the other files: here an address is known, or it is not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as sdk from "ordercloud-javascript-sdk";
import { asSeller, sandbox } from "./lib/world.mjs";

const readme = readFileSync(new URL("../../sandbox/README.md", import.meta.url), "utf8");
const section = readme.split("### The vendor's SDK")[1].split(/\n##+ /)[0];
const [intro, ...lists] = section.split("\n- ");
const code = (text) => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
const resources = code(intro).filter((name) => sdk[name]);
const excused = lists.flatMap((list) => code(list.split("\n\n")[0]));

/** The calls of a resource, as `Resource.Call`; `As` only sets who asks. */
const calls = (name) =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(sdk[name]))
    .filter((call) => /^[A-Z]/.test(call) && call !== "As")
    .map((call) => `${name}.${call}`);

/** Asks with something in every place of the address, and tells whether anything is there. */
async function isKnown(call, seller) {
  const [name, method] = call.split(".");
  let asked;
  sdk.Configuration.Set({
    ...sdk.Configuration.Get(),
    axiosAdapter: async (config) => {
      asked = config;
      return { data: {}, status: 200, headers: {}, config };
    },
  });
  // The names of the arguments tell which of them stand in the address.
  const names = /\(([^)]*)\)/
    .exec(sdk[name][method].toString())[1]
    .split(",")
    .map((argument) => argument.trim());
  await sdk[name][method](
    ...names.map((argument) => (argument === "direction" ? "All" : /ID$|Code$/.test(argument) ? "x" : {})),
  );
  const url = new URL(asked.url);
  assert.ok(url.href.startsWith(sandbox.base), `${call} went to ${url.href}`);
  const answer = await fetch(url, {
    method: asked.method.toUpperCase(),
    headers: { authorization: `Bearer ${seller.accessToken}` },
  });
  const text = await answer.text();
  return !text.includes('"ObjectType":"Endpoint"');
}

/** Whether a name of the README means the call; `*` stands for any letters. */
const means = (pattern, call) => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "\\w*")}$`).test(call);

test("the sandbox answers every call of the SDK that its README does not excuse, and excuses none that it answers", async () => {
  const seller = await asSeller();
  const all = resources.flatMap(calls);
  assert.ok(all.length > 150, `only ${all.length} calls found`);
  const unknown = [];
  for (const call of all) if (!(await isKnown(call, seller))) unknown.push(call);
  const isExcused = (call) => excused.some((pattern) => means(pattern, call));
  assert.deepEqual(
    unknown.filter((call) => !isExcused(call)),
    [],
    "not answered, and not in the README",
  );
  assert.deepEqual(
    all.filter((call) => isExcused(call) && !unknown.includes(call)),
    [],
    "answered, but the README says otherwise",
  );
  assert.deepEqual(
    excused.filter((pattern) => !all.some((call) => means(pattern, call))),
    [],
    "in the README, but no call of the SDK",
  );
});
