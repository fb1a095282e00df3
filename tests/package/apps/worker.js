// The visit in a worker, which has no localStorage: the session is kept in IndexedDB, by way of a store of our own.

import { del, get, set } from "idb-keyval";
import { createClient } from "storefront-auth";
import { visit } from "./visit.js";

const storage = { get: async (key) => (await get(key)) ?? null, set, remove: del };

onmessage = ({ data: sandbox }) => {
  visit(createClient, { sandbox, storage }).then(
    (report) => postMessage(report),
    (error) => postMessage({ error: String(error?.stack ?? error) }),
  );
};
