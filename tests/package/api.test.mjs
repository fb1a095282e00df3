// The public surface, written down: api.md holds every declaration of the types without its documentation. Whoever changes
// the surface changes that file as well, and sees in the diff what a release will have to say about it.
//
// Done with what is here: a report generator would bring a second TypeScript compiler for one file that imports nothing.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("./api.md", import.meta.url));
const installed = join(process.env.SCRATCH, "node_modules/storefront-auth");

const HEAD = `# The public surface

Every exported name and its type, without documentation (that is in \`src/js/types.d.ts\`). A test compares this file with the
packed types. After a change that is meant: \`UPDATE_API=1 cargo xtask test --only tarball\`, then look at the diff. A line that
goes or narrows is a major release, a line that is new a minor one; both get a line in CHANGELOG.md.
`;

/** The declarations alone: no comments, and laid out in one way, however the source is. */
function declarations(source) {
  // Strings first, so that what looks like a comment in one stays.
  const bare = source.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (found) =>
    found[0] === '"' ? found : "",
  );
  const flat = bare
    .replaceAll(/\s+/g, " ")
    .replaceAll(/([=:(<]) \| /g, "$1 ")
    .replaceAll(/,? ([)>])/g, "$1")
    .replaceAll("( ", "(");
  let depth = 0;
  const lines = flat.split(/(?<=[;{])|(?=\}| export )/).map((part) => {
    const text = part.trim();
    if (text.startsWith("}")) depth -= 1;
    const line = "  ".repeat(depth) + text;
    if (text.endsWith("{")) depth += 1;
    return line;
  });
  return lines
    .filter((line) => line.trim())
    .join("\n")
    .replaceAll(/\n(?=export )/g, "\n\n");
}

/** What the entry points export at run time, by name and kind. */
async function values() {
  const names = {};
  for (const [entry, path] of [
    ["storefront-auth", "node.js"],
    ["storefront-auth/inline", "inline.js"],
  ]) {
    const module = await import(join(installed, path));
    names[entry] = Object.keys(module)
      .sort()
      .map((name) => `${typeof module[name]} ${name}`);
  }
  return names;
}

test("the public surface is the one that is written down", async () => {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  const types = declarations(await readFile(join(installed, "index.d.ts"), "utf8"));
  const report = [
    HEAD,
    "## Entry points\n\n```json\n" + JSON.stringify(manifest.exports, null, 2) + "\n```\n",
    "## Values\n\n```json\n" + JSON.stringify(await values(), null, 2) + "\n```\n",
    "## Types\n\n```ts\n" + types + "\n```\n",
  ].join("\n");
  if (process.env.UPDATE_API) return writeFile(file, report);
  const written = await readFile(file, "utf8").catch(() => "");
  assert.equal(report, written, "the public surface has changed: see tests/package/api.md for what to do");
});

test("the report sees each change: of a type, of a name, of an optional mark; and no change of a comment or of the layout", () => {
  const before = 'export interface A {\n  /** It is "so". */\n  b?: "x // y" | 1;\n  c(d: { e: 1 }): void;\n}\n';
  const report = declarations(before);
  assert.equal(report, 'export interface A {\n  b?: "x // y" | 1;\n  c(d: {\n    e: 1\n  }): void;\n}');
  const same = [
    ["so", "otherwise"],
    ['"x // y" | 1', '\n    | "x // y"\n    | 1'],
    ["d: { e: 1 }", "\n    d: {\n e: 1 },\n  "],
  ];
  for (const [from, to] of same) assert.equal(declarations(before.replace(from, to)), report, to);
  for (const [from, to] of [
    ["b?", "b"],
    ["x //", "x ///"],
    ["A", "B"],
    ["e: 1", "e?: 1"],
  ])
    assert.notEqual(declarations(before.replace(from, to)), report, to);
});
