// openapi-fetch: calls that are checked against OrderCloud's own description of its API.
//
// The types come from `npx openapi-typescript https://api.ordercloud.io/v1/openapi/v3 --output ordercloud.d.ts`; then write
// `createApi<paths>(…)`. Run: node openapi-fetch.js

import createApi from "openapi-fetch";
import { auth, baseUrl } from "./client.js";

// auth.fetch is bound and takes what fetch takes, so it can be handed over as it is.
export const api = createApi({ baseUrl: `${baseUrl}/v1`, fetch: auth.fetch });

await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
const added = await api.POST("/cart/lineitems", { body: { ProductID: "ridge-tarp", Quantity: 2 } });
const cart = await api.GET("/cart");
const missing = await api.GET("/me/products/{id}", { params: { path: { id: "no-such-thing" } } });

console.log(added.data.Quantity, "in the cart of", cart.data.FromUser.Username);
console.log("a status is no exception:", missing.response.status);
