// The life of the page, and hints from other tabs. A hint may come late, twice or for another key, so it is only a reason to
// look at the store. A page that comes back (from the back/forward cache, from behind another tab, from sleep) looks as well.

import { FOUND, ONLINE, OTHER_TAB } from "../bridge/bridge.js";
import { get } from "../value/value.js";
import { channelNamed } from "./platform.js";

/** Begins to listen. Returns what hints to the other tabs that there is a newer generation, and what ends the listening. */
export const listenToPage = ({ key, isShared }, lock, dispatch) => {
  const { window, document } = globalThis;
  const look = () => dispatch(OTHER_TAB);
  let channel;
  const open = () => {
    if (!window || !isShared) return;
    channel ??= channelNamed(key);
    if (channel) channel.onmessage = look;
    lock.wake();
  };
  const close = () => {
    channel?.close();
    channel = undefined;
    lock.rest();
  };
  const handlers = {
    // Under the same key a tab's own storage has another session, and frames of the same tab get its events.
    storage: ({ key: changed, newValue, storageArea }) => {
      if (!isShared || storageArea === get(globalThis, "sessionStorage")) return;
      if (changed === key && newValue) dispatch(FOUND, 0, newValue);
      else look();
    },
    pageshow: () => (open(), look()),
    pagehide: close,
    online: () => dispatch(ONLINE),
    visibilitychange: look,
    resume: look,
  };
  const each = (change) => {
    for (const [name, handler] of Object.entries(handlers)) {
      const target = ["visibilitychange", "resume"].includes(name) ? document : window;
      target?.[change]?.(name, handler);
    }
  };
  each("addEventListener");
  open();
  return {
    hint: (generation) => channel?.postMessage(generation),
    stop() {
      each("removeEventListener");
      close();
    },
  };
};
