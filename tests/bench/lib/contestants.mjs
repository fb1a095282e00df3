// Who takes part, and in what. What a contestant cannot do it does not have to: its module lacks the function.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = createRequire(import.meta.url);
const pkg = fileURLToPath(new URL("../../../pkg/", import.meta.url));
const manifest = existsSync(`${pkg}package.json`)
  ? JSON.parse(readFileSync(`${pkg}package.json`, "utf8"))
  : { exports: {} };

/** The line of the quick start that has the wasm fetched early. */
const PRELOAD = '<link rel="preload" href="storefront-auth.wasm" as="fetch" type="application/wasm" crossorigin>';

const entry = (subpath) => pkg + (manifest.exports[subpath]?.default ?? "");

const all = [
  {
    id: "ours",
    label: "storefront-auth",
    file: "ours",
    library: entry("."),
    wasm: true,
    head: PRELOAD,
    color: "#0b7a5b",
  },
  // Everything in one file. Once it is loaded it is the same, so it takes part in the visits alone.
  manifest.exports["./inline"] && {
    id: "inline",
    label: "storefront-auth/inline",
    file: "ours",
    library: entry("./inline"),
    only: "products",
    color: "#4fb796",
  },
  {
    id: "sdk",
    label: "ordercloud-javascript-sdk",
    file: "ordercloud-sdk",
    version: "ordercloud-javascript-sdk",
    color: "#c2410c",
  },
  { id: "supabase", label: "@supabase/auth-js", file: "supabase", version: "@supabase/auth-js", color: "#7c6f64" },
  { id: "oidc", label: "oidc-client-ts", file: "oidc-client", version: "oidc-client-ts", color: "#9a8c7f" },
  {
    id: "badgateway",
    label: "@badgateway/oauth2-client",
    file: "badgateway",
    version: "@badgateway/oauth2-client",
    color: "#5b6b8c",
  },
  { id: "jwt-decode", label: "jwt-decode", file: "jwt-decode", version: "jwt-decode", color: "#8c5b7f" },
  { id: "minimal", label: "hand-written minimum", file: "minimal", color: "#a3a3a3" },
].filter(Boolean);

/** Each with what its module can do. */
export const contestants = all.map((one) => {
  const module = fileURLToPath(new URL(`../contestants/${one.file}.js`, import.meta.url));
  const can = [...readFileSync(module, "utf8").matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
  return {
    ...one,
    module,
    can: new Set(can.filter((name) => !one.only || name === one.only)),
    version: one.version ? versionOf(one.version) : one.library ? manifest.version : "",
  };
});

export const able = (what) => contestants.filter(({ can }) => can.has(what));

export const labelOf = (id) => contestants.find((one) => one.id === id)?.label ?? id;
export const colors = Object.fromEntries(contestants.map(({ label, color }) => [label, color]));

/** Of an installed package; some do not export their package.json. */
function versionOf(name) {
  for (const folder of here.resolve.paths(name)) {
    const file = `${folder}/${name}/package.json`;
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).version;
  }
  throw new Error(`${name} is not installed`);
}

/** The folder of the built package. */
export const packageFolder = pkg;
