// Import maps are for pages only: a worker imports by address. Beside that it is the worker of the other apps.
//
// The visit in a worker, which has no localStorage: the session is kept in IndexedDB, by way of a store of our own.

import { del, get, set } from "/idb-keyval/dist/index.js";
import { createClient } from "/storefront-auth/index.js";
import { visit } from "./visit.js";

const storage = { get: async (key) => (await get(key)) ?? null, set, remove: del };

onmessage = ({ data: sandbox }) => {
  visit(createClient, { sandbox, storage }).then(
    (report) => postMessage(report),
    (error) => postMessage({ error: String(error?.stack ?? error) }),
  );
};
