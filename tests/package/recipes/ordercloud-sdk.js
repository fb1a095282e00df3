// The official SDK for its calls, and this package for the token. Nothing of the SDK's own Auth and Tokens is used, so it
// writes no cookie. Run: node ordercloud-sdk.js

import { Cart, Configuration, Me } from "ordercloud-javascript-sdk";
import { auth, baseUrl } from "./client.js";

Configuration.Set({ baseApiUrl: baseUrl });

/** What the SDK takes as its last argument. Asked for at each call: it comes from memory while the token is good. */
export const now = async () => ({ accessToken: await auth.accessToken() });

await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
const added = await Cart.CreateLineItem({ ProductID: "ridge-tarp", Quantity: 2 }, await now());
const cart = await Cart.Get(await now());
const missing = await Me.GetProduct("no-such-thing", {}, await now()).catch((error) => error);

console.log(added.Quantity, "in the cart of", cart.FromUser.Username);
console.log("a status is an OrderCloudError:", missing.isOrderCloudError && missing.status);
