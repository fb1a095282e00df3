import { nodeResolve } from "@rollup/plugin-node-resolve";
import { importMetaAssets } from "@web/rollup-plugin-import-meta-assets";

export default {
  input: { main: "main.js", worker: "../worker.js" },
  output: { dir: "dist" },
  // Told which files to look at, for the sake of the worker: it is a bundle of its own here, and no asset.
  plugins: [nodeResolve(), importMetaAssets({ include: "**/storefront-auth/*.js" })],
};
