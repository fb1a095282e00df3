// The one client of the page: every recipe imports it from here, and so would the files of a shop.
//
// The addresses are those of `cargo xtask sandbox`; with OrderCloud put yours.

import { createClient } from "storefront-auth";

export const baseUrl = "http://127.0.0.1:7401";

export const auth = await createClient({
  clientId: "11111111-1111-4111-8111-111111111111",
  baseUrl,
  anonymous: "automatic",
});
