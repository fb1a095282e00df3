// What must not compile: each mistake here is one that the types are there to catch. Compiled, never run.
//
// A line below `@ts-expect-error` that begins to compile is an error, so no guard can be lost unnoticed.

import {
  type AuthErrorCode,
  type ClientOptions,
  createClient,
  decodeClaims,
  init,
  isAuthError,
  type Session,
  type SessionEvent,
  type SessionStore,
  type StorefrontAuth,
} from "storefront-auth";

const base = { clientId: "id", baseUrl: "https://api.example" } satisfies ClientOptions;

export function sessions(auth: StorefrontAuth, session: Session): void {
  // @ts-expect-error: only a guest has an order id; narrow by `kind` first
  void session.orderId;
  // @ts-expect-error: somebody who is signed out has no claims
  void session.claims;
  // @ts-expect-error: nor roles
  void session.roles;
  // @ts-expect-error: a reason is what a session that ended has
  void session.reason;
  // @ts-expect-error: there is no such kind
  if (session.kind === "guest") return;
  if (session.kind !== "signed-out") {
    // @ts-expect-error: a user or an application has no order id either
    void session.orderId;
    // @ts-expect-error: how it began is told of users only
    void session.via;
  }
  // @ts-expect-error: sessions are frozen
  session.kind = "user";
  // @ts-expect-error: and replaced by the client alone
  auth.session = session;
  // @ts-expect-error: there are no tokens in a session
  void (session.kind === "user" && session.accessToken);
  // @ts-expect-error: it is a number of milliseconds, and no Date
  void (session.kind === "user" && session.expiresAt.getTime());
  // @ts-expect-error: roles are a list that is not to be changed
  if (session.kind === "user") session.roles.push("Shopper");
}

export function options(): void {
  // @ts-expect-error: there is no such storage
  void createClient({ ...base, storage: "cookie" });
  // @ts-expect-error: where the server is cannot be left out
  void createClient({ clientId: "id" });
  // @ts-expect-error: nor which application this is
  void createClient({ baseUrl: "https://api.example" });
  // @ts-expect-error: it is called clientId here
  void createClient({ clientID: "id", baseUrl: "https://api.example" });
  // @ts-expect-error: guests are either automatic or not
  void createClient({ ...base, anonymous: true });
  // @ts-expect-error: roles are a list, and no text with spaces
  void createClient({ ...base, scope: "Shopper MeAdmin" });
  // @ts-expect-error: there is no such rotation
  void createClient({ ...base, rotation: "always" });
  // @ts-expect-error: there is no such platform
  void createClient({ ...base, platform: "shopify" });
  // @ts-expect-error: milliseconds, as a number
  void createClient({ ...base, timeoutMs: "8s" });
  // @ts-expect-error: there is no such option
  void createClient({ ...base, autoRefresh: true });
  // @ts-expect-error: a store needs remove, too
  void createClient({ ...base, storage: { get: () => null, set: () => {} } });
  // @ts-expect-error: a store keeps text, and no objects
  const store: SessionStore = { get: () => ({}), set: () => {}, remove: () => {} };
  void store;
}

export async function calls(auth: StorefrontAuth, event: SessionEvent): Promise<void> {
  // @ts-expect-error: a password is needed
  void auth.login({ username: "ada" });
  // @ts-expect-error: the credentials are one object
  void auth.login("ada", "secret");
  // @ts-expect-error: it is called username
  void auth.login({ user: "ada", password: "secret" });
  // @ts-expect-error: the token comes later
  void (auth.accessToken() satisfies string);
  // @ts-expect-error: a name for a new user is needed
  void auth.register({ Username: "ada", Email: "ada@example.com" });
  // @ts-expect-error: OrderCloud's own spelling
  void auth.register({ username: "ada", firstName: "Ada", lastName: "Byron", email: "ada@example.com" });
  // @ts-expect-error: tokens are named
  void auth.adopt("eyJ…");
  // @ts-expect-error: whose identity provider must be said
  auth.ssoUrl({ returnPath: "/" });
  // @ts-expect-error: loading it takes a while
  init().status;
  // @ts-expect-error: a token, and no session
  decodeClaims(auth.session);
  // @ts-expect-error: a session is not a promise, and has no method of the client
  auth.session.logout();
  // @ts-expect-error: one listener hears all events; look at `type`
  auth.subscribe("session", () => {});
  // @ts-expect-error: there is no such event
  if (event.type === "sesion") return;
  // @ts-expect-error: only one kind of event has seconds left
  void event.secondsLeft;
  // @ts-expect-error: there is no such cause
  if (event.type === "session" && event.cause === "signin") return;
}

export function errors(error: unknown): void {
  // @ts-expect-error: it may be anything; ask isAuthError
  void error.code;
  // @ts-expect-error: there is no such code
  void isAuthError(error, "wrong_password");
  if (!isAuthError(error)) return;
  // @ts-expect-error: nor is there here
  if (error.code === "wrong_password") return;
  // @ts-expect-error: there was perhaps no answer, and then no status
  void (error.status satisfies number);
  // @ts-expect-error: a list that is closed
  const code: AuthErrorCode = "teapot";
  void code;
}
