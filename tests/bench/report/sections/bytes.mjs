import { labelOf } from "../../lib/contestants.mjs";
import { bars } from "../charts.mjs";
import { n, table } from "../text.mjs";

export async function bytes(results, picture) {
  const chart = bars({
    title: "Over the wire",
    subtitle: "the library alone, bundled and minified",
    format: ",d",
    rows: results.map(({ id, brotli }) => ({ label: labelOf(id), group: "bytes after brotli 11", value: brotli })),
  });
  const files = results.flatMap(({ id, files }) =>
    files.map(({ name, raw, brotli }) => [labelOf(id), name, n(raw), n(brotli)]),
  );
  return [
    "## Bytes",
    "Each library alone, as its guest or user sign-in needs it, bundled and minified by esbuild, after brotli 11.",
    await picture("bytes", "Bytes of each library after brotli", chart),
    table(["contestant", "file", "raw", "brotli 11"], files),
  ];
}
