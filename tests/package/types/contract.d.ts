// The public face of the package, as it was agreed: the contract that the shipped types (src/js/types.d.ts)
// are compiled against.
//
// Nothing here may be renamed, removed or narrowed; that would be a major release. Adding is free, in both files.

/** Whose token endpoint is spoken to. Decides URL, body encoding, guest flow, and how a dead refresh token looks. */
export type Platform = "ordercloud" | "orocommerce";

export interface ClientOptions {
  /** OAuth client id: an OrderCloud API client's ID, or an OroCommerce OAuth application's client id. */
  clientId: string;
  /** Origin (and optional path prefix) of token endpoint and API, e.g. "https://sandboxapi.ordercloud.io". */
  baseUrl: string | URL;
  platform?: Platform; // default "ordercloud"
  /** Roles asked for. Left out: every role the user has. Roles the user lacks are dropped by the server, silently. */
  scope?: readonly string[];
  /** "automatic": the first call that needs a token while signed out becomes a guest session, once for all tabs. */
  anonymous?: "automatic" | "manual"; // default "manual"
  /** Where the session lives. A store of one's own may be asynchronous (Redis, KV, a cookie jar of a server). */
  storage?: "local" | "session" | "memory" | SessionStore; // default "local" in a page, "memory" elsewhere
  /** Tells apart two sessions of one client id and base URL on one origin. */
  name?: string;
  /** Further origins that `fetch` may send the access token to. The origin of baseUrl is always one. */
  allowedOrigins?: readonly string[];
  /** What the server does with a used refresh token. */
  rotation?: "none" | "grace" | "strict"; // default "grace"
  /** Deadline in milliseconds for one whole token exchange, headers and body. */
  timeoutMs?: number; // default 8000
  /** Names of the query parameters in which the marketplace's AppStartUrl returns things after SSO. */
  ssoParams?: { accessToken?: string; refreshToken?: string; idpToken?: string; path?: string; error?: string };
  /** Only where no shopper can read it: rejected with `secret_in_browser` in a page. */
  clientSecret?: string;
  /** Used for every request instead of globalThis.fetch. */
  fetch?: typeof globalThis.fetch;
  /** Used instead of Web Locks, e.g. to share one session between server processes. */
  lock?: SessionLock;
}

/** Loads the WebAssembly once and opens (or restores) the session. Never throws because storage is blocked. */
export function createClient(options: ClientOptions): Promise<StorefrontAuth>;

/** Optional: loads the module from a place of one's own, before the first createClient. May be called many times. */
export function init(
  wasm?: string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<Response>,
): Promise<void>;

/** Reads a JWT's claims WITHOUT verifying it. Needs `init()` or a client first. Throws `bad_token`. */
export function decodeClaims(token: string): Claims;

export function isAuthError(error: unknown, code?: AuthErrorCode): error is AuthError;

export interface StorefrontAuth {
  /** What the shopper has now. The same frozen object until something changes (fits React's useSyncExternalStore). */
  readonly session: Session;
  /** What this browser lets the client do: which storage and which lock it ended up with. */
  readonly capabilities: {
    readonly storage: "local" | "session" | "memory" | "custom";
    readonly lock: "web-locks" | "indexeddb" | "storage" | "tab" | "custom";
    readonly engine: "wasm" | "js";
  };
  /** Called after each change, here or in another tab. Returns the function that ends it. */
  subscribe(listener: (event: SessionEvent) => void): () => void;

  /** Password grant (elevated when the client has a secret). A guest stays a guest until this has succeeded. */
  login(credentials: {
    username: string;
    password: string; // or a one-time password
    scope?: readonly string[];
    /** Hands the guest's cart to the user: PUT /v1/me/orders?anonUserToken= (OrderCloud), visitor_access_token (OroCommerce). */
    transferOrder?: boolean;
    signal?: AbortSignal;
  }): Promise<UserSession>;
  /** Guest shopping. While a guest session is live this returns it and asks for nothing; `fresh` asks for a new one. */
  loginAnonymously(options?: {
    anonUserId?: string;
    scope?: readonly string[];
    fresh?: boolean;
    signal?: AbortSignal;
  }): Promise<AnonymousSession>;
  /** Client credentials: for servers. */
  loginAsApplication(options?: { scope?: readonly string[]; signal?: AbortSignal }): Promise<ApplicationSession>;
  /** Takes over tokens obtained elsewhere (impersonation, a server, another library). */
  adopt(tokens: { accessToken: string; refreshToken?: string }): Promise<Session>;
  /** Refreshes now, once for all callers and all tabs. Without a refresh token: resolves unchanged while the token is good, then `session_expired` or `anonymous_expired`. */
  refresh(options?: { signal?: AbortSignal }): Promise<Session>;
  /** Forgets the session in every tab, at once, also offline. `everywhere` also revokes all of the user's tokens (never a guest's: they share one user). */
  logout(options?: { everywhere?: boolean }): Promise<void>;

  /** A token that is good now, for other libraries. Refreshes if it must. */
  accessToken(options?: { signal?: AbortSignal }): Promise<string>;
  /**
   * The platform's fetch, plus the bearer header. Relative URLs start from baseUrl. Bound: may be passed around.
   * Signed out (and not `anonymous: "automatic"`): rejects `signed_out`. A caller's own Authorization header is left alone, and so is its 401.
   * A 401 refreshes and resends once, body and all; the second 401 is the caller's. Any other status is the caller's at once.
   */
  readonly fetch: typeof globalThis.fetch;

  /** Turns the live guest into a registered user, cart included: PUT /v1/me/register?anonUserToken=. */
  register(
    profile: Record<string, unknown> & {
      Username: string;
      FirstName: string;
      LastName: string;
      Email: string;
      Password?: string;
    },
  ): Promise<UserSession>;
  /** Repeats a cart hand-over that failed at login. Resolves false where there is nothing to hand over. */
  transferOrder(): Promise<boolean>;
  requestOneTimePassword(who: { username?: string; email?: string }): Promise<void>;

  /** Address to send the shopper to for single sign-on. Remembers a one-time value for this tab. */
  ssoUrl(options: {
    connectId: string;
    returnPath?: string;
    scope?: readonly string[];
    customParams?: Record<string, string>;
  }): string;
  /** To be called first thing on the return page: cleans the address bar, checks the one-time value. Null: not an SSO return. */
  completeSso(url?: string | URL): Promise<{ session: UserSession; returnPath: string | null } | null>;

  /** Ends listeners, timers, channels and locks of this object; the stored session stays. */
  dispose(): void;
  [Symbol.dispose](): void;
}

export type Session = SignedOut | AnonymousSession | UserSession | ApplicationSession;
export interface SignedOut {
  readonly kind: "signed-out";
  /** Why, if a session ended without the shopper's doing. */
  readonly reason: AuthErrorCode | null;
  /** Order id of the guest session that ended (by expiry or logout), so that a cart is never lost without a word. */
  readonly lastOrderId: string | null;
}
interface Live {
  readonly claims: Claims;
  readonly roles: readonly string[];
  /** Milliseconds since the epoch, on this device's clock; comparable with Date.now(). */
  readonly expiresAt: number;
  readonly canRefresh: boolean;
}
export interface AnonymousSession extends Live {
  readonly kind: "anonymous" /** OrderCloud's claim `orderid`. */;
  readonly orderId: string | null;
}
export interface UserSession extends Live {
  readonly kind: "user";
  readonly via: "password" | "sso" | "register" | "adopted";
}
export interface ApplicationSession extends Live {
  readonly kind: "application";
}

/** Decoded, never verified: for showing, not for deciding. */
export interface Claims {
  readonly username: string | null; // usr
  readonly clientId: string | null; // cid (OrderCloud), aud (OroCommerce)
  readonly userType: string | null; // usrtype
  readonly userId: string | null; // u, or sub
  readonly roles: readonly string[]; // role: string or list
  readonly orderId: string | null; // orderid
  readonly impersonatorId: string | null; // imp
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly expiresAt: number | null; // seconds, as in the token
  readonly notBefore: number | null; // seconds, as in the token
  /** Every claim as it stands in the payload, on an object without a prototype. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export type SessionEvent =
  | {
      readonly type: "session";
      readonly session: Session;
      readonly previous: Session;
      readonly cause:
        | "login"
        | "anonymous"
        | "application"
        | "sso"
        | "register"
        | "adopt"
        | "refresh"
        | "logout"
        | "expired"
        | "other-tab"
        | "restored";
    }
  | { readonly type: "expiring"; readonly session: Session; readonly secondsLeft: number }
  | {
      readonly type: "order";
      readonly from: string | null;
      readonly to: string | null;
      readonly problem: "changed" | "transfer_failed" | null;
    }
  | { readonly type: "storage"; readonly problem: "unavailable" | "full" | "corrupt" | "newer_version" };

export type AuthErrorCode =
  // set-up
  | "config_invalid"
  | "secret_in_browser"
  | "unsupported_environment"
  | "wasm_load_failed"
  | "wasm_blocked_by_csp"
  | "engine_failed"
  | "disposed"
  // session
  | "signed_out"
  | "session_expired"
  | "session_ended"
  | "session_replaced"
  | "anonymous_expired"
  | "refresh_busy"
  | "refresh_outcome_unknown"
  // the server said no
  | "invalid_credentials"
  | "account_blocked"
  | "invalid_client"
  | "insufficient_roles"
  | "oauth_error"
  | "rate_limited"
  | "server_unavailable"
  // what came back makes no sense
  | "bad_response"
  | "bad_token"
  // the wire
  | "network"
  | "timeout"
  // fetch
  | "origin_not_allowed"
  | "body_not_replayable"
  // SSO
  | "sso_error"
  | "sso_state_mismatch";

/** A real Error. Never holds a token, a password, a request body or a URL with a query. An abort rejects with the caller's reason instead, as fetch does. */
export interface AuthError extends Error {
  readonly name: "StorefrontAuthError";
  readonly code: AuthErrorCode;
  readonly retryable: boolean;
  readonly status: number | null;
  /** RFC 6749 section 5.2 `error`, unchanged. */
  readonly oauthError: string | null;
  /** OrderCloud's ErrorCode, e.g. "Auth.InvalidUsernameOrPassword", unchanged. */
  readonly serverCode: string | null;
  readonly retryAfterMs: number | null;
  /** The API's own 401 answer, where a call could not be sent again. */
  readonly response: Response | null;
}

/** One text value per key. */
export interface SessionStore {
  get(key: string): string | null | Promise<string | null>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
}
/** Runs `critical` while nobody else holds `name`; gives up waiting when `signal` aborts. */
export interface SessionLock {
  run<T>(name: string, signal: AbortSignal, critical: () => Promise<T>): Promise<T>;
}
