// A store of the application's own, which may answer late, never, or with an error.

import { NO_FAULT } from "../bridge/bridge.js";
import { isText } from "../value/value.js";
import { fault } from "./platform.js";

/** Fails where it takes too long. */
const inTime = (timeout, work) => {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, timeout)));
  return Promise.race([(async () => work())(), late]).finally(() => clearTimeout(timer));
};

/** What is in the store: a text, null for nothing, or the number of a store fault. A value that is no text is not ours: it
 * reads as a damaged record. */
export const load = async ({ store, key, timeout }) => {
  try {
    const found = await inTime(timeout, () => store.get(key));
    return isText(found) ? found : found == null ? null : "";
  } catch (error) {
    return fault(error);
  }
};

/** Writes the text, and reports to the host how that ended. A record of a sign-out that could not be written is removed:
 * otherwise the store would still hold the session before it. */
export const save = async (host, text) => {
  const { store, key, timeout } = host.options;
  try {
    await inTime(timeout, () => store.set(key, text));
    host.saved(NO_FAULT);
  } catch (error) {
    host.saved(fault(error));
    if (host.session.kind === "signed-out") await inTime(timeout, () => store.remove(key)).catch(() => {});
  }
};
