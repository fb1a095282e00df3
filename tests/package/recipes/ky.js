// ky: retries, hooks and shorter calls, with the access token on each of them. Run: node ky.js

import ky, { HTTPError } from "ky";
import { auth, baseUrl } from "./client.js";

// ky gives a Request to its fetch; a token that was refused is renewed below ky, which never hears of it.
export const api = ky.create({ prefixUrl: `${baseUrl}/v1`, fetch: auth.fetch });

await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
const added = await api.post("cart/lineitems", { json: { ProductID: "ridge-tarp", Quantity: 2 } }).json();
const cart = await api.get("cart").json();
const missing = await api.get("me/products/no-such-thing").catch((error) => error);

console.log(added.Quantity, "in the cart of", cart.FromUser.Username);
console.log("a status is an HTTPError:", missing instanceof HTTPError && missing.response.status);
