// What each library is over the wire: bundled alone, minified, after brotli 11; the wasm beside it. What is imported only
// when it is needed does not count.

import { contestants } from "../lib/contestants.mjs";

export function measureBytes(site) {
  return contestants.map((one) => {
    const files = site.weigh(one);
    return { id: one.id, files, brotli: files.reduce((total, { brotli }) => total + brotli, 0) };
  });
}
