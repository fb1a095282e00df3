// How customers use the types, and how they must not be able to. Compiled, never run.

import { createClient, isAuthError, type AuthErrorCode, type Session, type StorefrontAuth } from "storefront-auth";

export async function use(): Promise<string | null> {
  const auth: StorefrontAuth = await createClient({ clientId: "id", baseUrl: "https://api.example" });
  const end: () => void = auth.subscribe((event) => {
    if (event.type === "session") event.session satisfies Session;
  });
  end();
  try {
    const user = await auth.login({ username: "ada", password: "secret", signal: AbortSignal.timeout(1000) });
    user.kind satisfies "user";
    const response: Response = await auth.fetch("/v1/me", { headers: { accept: "application/json" } });
    response.ok satisfies boolean;
  } catch (error) {
    if (isAuthError(error, "invalid_credentials")) return error.serverCode;
    if (isAuthError(error)) error.code satisfies AuthErrorCode;
  }
  const session = auth.session;
  return session.kind === "anonymous" ? session.orderId : null;
}

export function misuse(auth: StorefrontAuth, session: Session): void {
  // @ts-expect-error: only a guest has an order id; narrow by `kind` first
  void session.orderId;
  // @ts-expect-error: somebody who is signed out has no claims
  void session.claims;
  // @ts-expect-error: sessions are frozen
  session.kind = "user";
  // @ts-expect-error: there is no such storage
  void createClient({ clientId: "id", baseUrl: "https://api.example", storage: "cookie" });
  // @ts-expect-error: where the server is cannot be left out
  void createClient({ clientId: "id" });
  // @ts-expect-error: a password is needed
  void auth.login({ username: "ada" });
  // @ts-expect-error: there is no such code
  void isAuthError(new Error(), "wrong_password");
}
