// axios, from 1.12 on, with its fetch adapter. Run: node axios.js

import axios, { isAxiosError } from "axios";
import { auth, baseUrl } from "./client.js";

export const api = axios.create({ baseURL: `${baseUrl}/v1`, adapter: "fetch", env: { fetch: auth.fetch } });

await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
const added = await api.post("/cart/lineitems", { ProductID: "ridge-tarp", Quantity: 2 });
const cart = await api.get("/cart");
const missing = await api.get("/me/products/no-such-thing").catch((error) => error);

console.log(added.data.Quantity, "in the cart of", cart.data.FromUser.Username);
console.log("a status is an AxiosError:", isAxiosError(missing) && missing.response.status);
