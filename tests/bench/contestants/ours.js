// This package, used as its quick start tells.

import { createClient, decodeClaims } from "storefront-auth";

let auth;

const open = async () =>
  (auth ??= await createClient({ clientId: CLIENT_ID, baseUrl: SANDBOX, anonymous: "automatic" }));

/** The first authorised call of a page, as a guest. */
export const products = async (path) => (await (await open()).fetch(path)).json();

export const signIn = async (username, password) => void (await (await open()).login({ username, password }));

/** Ready for calls with what is stored. */
export const restore = async () => void (await open());

/** One authorised call; what comes back is the platform's response. */
export const call = (path) => auth.fetch(path);

export const decode = (token) => decodeClaims(token);

export const reads = { session: () => auth.session, claims: () => auth.session.claims };
