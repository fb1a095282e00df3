// What each library is over the wire: bundled alone, minified, after brotli 11; the wasm beside it.

import { contestants } from "../lib/contestants.mjs";

export function measureBytes(site) {
  return contestants.map(({ id, wasm }) => {
    const files = [{ name: "library.js", ...site.weigh(`/${id}/library.js`) }];
    if (wasm) files.push({ name: "storefront-auth.wasm", ...site.weigh(`/${id}/storefront-auth.wasm`) });
    const sum = (what) => files.reduce((total, file) => total + file[what], 0);
    return { id, files, raw: sum("raw"), brotli: sum("brotli") };
  });
}
