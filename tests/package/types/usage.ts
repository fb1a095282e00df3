// How customers use the types. Compiled, never run.

import { type AuthErrorCode, createClient, isAuthError, type Session, type StorefrontAuth } from "storefront-auth";

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
