// Svelte: one subscription, begun by the first component that looks and ended with the last one.

import { createSubscriber } from "svelte/reactivity";
import { readable } from "svelte/store";
import { auth } from "../client.js";

/** Svelte 5: `shopper.session` in markup, `$derived` and `$effect` follows the session. */
const follow = createSubscriber((update) => auth.subscribe(update));
export const shopper = {
  get session() {
    follow();
    return auth.session;
  },
};

/** Svelte 3 and 4, or whoever prefers stores: `$session`. */
export const session = readable(auth.session, (set) => {
  set(auth.session);
  return auth.subscribe(() => set(auth.session));
});
