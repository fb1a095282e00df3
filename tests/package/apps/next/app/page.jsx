// The server component: a client of its own for each request, so that no shopper ever gets another one's session.

import { createClient } from "storefront-auth";
import { visit } from "../../visit.js";
import { Shop } from "./shop.jsx";

export default async function Page({ searchParams }) {
  const { sandbox } = await searchParams;
  const report = await visit(createClient, { sandbox });
  return (
    <main>
      <script id="server" type="application/json">{JSON.stringify(report)}</script>
      <Shop />
    </main>
  );
}
