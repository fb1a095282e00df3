// TanStack Query: what one shopper was shown is never shown to the next, and only what may succeed is tried again.

import { QueryClient, queryOptions } from "@tanstack/react-query";
import { isAuthError } from "storefront-auth";
import { auth } from "../client.js";
import { loadProducts } from "../shopper.js";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A sign-out or a wrong client id does not get better by asking again; a broken connection may.
      retry: (count, error) => count < 3 && (!isAuthError(error) || error.retryable),
    },
  },
});

/** Whose data it is. A refresh changes neither, so that nothing is loaded again because of one. */
export const ownerOf = (session) =>
  session.kind === "user" ? session.claims.userId : session.kind === "anonymous" ? session.orderId : null;

/** The owner is part of the key: somebody else's products are another query. While there is none, nothing is asked for. */
export const products = (owner) =>
  queryOptions({ queryKey: [owner, "products"], queryFn: loadProducts, enabled: owner !== null, staleTime: 60_000 });

// And on a shared computer nothing stays behind.
auth.subscribe((event) => {
  if (event.type === "session" && event.session.kind === "signed-out") queryClient.clear();
});
