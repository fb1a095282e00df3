// An OAuth 2 server that nobody here wrote, at the address where OroCommerce has its own.
//
// OroCommerce is built on the PHP package `league/oauth2-server`, which comes from a registry of its own; Debian packages
// PHP without it. `@node-oauth/oauth2-server` has the same grants and rotates refresh tokens the same way, so it stands in:
// it decides about every token here. This file is what such a package leaves to its user: the storage behind it, HTTP
// before it, and the few things that OroCommerce does around a grant (guests, the visitor's list).

import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import OAuth2Server from "@node-oauth/oauth2-server";

const { Request, Response } = OAuth2Server;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Clients as an administrator would register them: a public one for the shop, a confidential one for the back office. */
export const CLIENTS = {
  shop: { id: "shop", grants: ["password", "refresh_token"], side: "storefront" },
  office: {
    id: "office",
    secret: "office-secret",
    grants: ["client_credentials", "refresh_token"],
    side: "backoffice",
  },
  other: { id: "other", grants: ["password", "refresh_token"], side: "storefront" },
};
export const USERS = { ada: "League-Ada-1", grace: "League-Grace-1" };

const SIDES = { "/api/shoppinglists": "storefront", "/admin/api/users": "backoffice" };
const isVisitor = (subject) => subject.startsWith("visitor:");

/** What the package stores and looks up. Tokens that are revoked are gone. */
function storage(accessSeconds) {
  const access = new Map();
  const refresh = new Map();
  return {
    access,
    refresh,
    model: {
      getClient: (id, secret) => {
        const client = Object.hasOwn(CLIENTS, id) ? CLIENTS[id] : null;
        return client && (client.secret ?? secret) === secret ? client : null;
      },
      getUser: (username, password) => {
        if (username === "guest" && password === "guest") return { id: `visitor:${randomBytes(16).toString("hex")}` };
        return Object.hasOwn(USERS, username) && USERS[username] === password ? { id: username } : null;
      },
      getUserFromClient: (client) => ({ id: client.id }),
      generateAccessToken: (client, user, scope) => jwt(client.id, user.id, scope ?? [], accessSeconds),
      generateRefreshToken: () => `def50200${randomBytes(48).toString("hex")}`,
      saveToken: (token, client, user) => {
        const saved = { ...token, client, user };
        access.set(token.accessToken, saved);
        if (token.refreshToken) refresh.set(token.refreshToken, saved);
        return saved;
      },
      getAccessToken: (token) => access.get(token) ?? null,
      getRefreshToken: (token) => refresh.get(token) ?? null,
      revokeToken: (token) => {
        access.delete(token.accessToken);
        return refresh.delete(token.refreshToken);
      },
    },
  };
}

/** A token as the league's server writes it: no `kid`, no `iss`, times with a fractional part. */
function jwt(client, subject, scopes, seconds) {
  const now = Date.now() / 1000;
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = {
    aud: client,
    jti: randomBytes(40).toString("hex"),
    iat: now,
    nbf: now,
    exp: now + seconds,
    sub: subject,
    scopes,
  };
  const text = `${encode({ typ: "JWT", alg: "RS256" })}.${encode(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The fields of a token request; the package itself reads forms only. */
function fieldsOf(text, contentType) {
  if (!contentType.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * @param {{ accessSeconds?: number, refreshSeconds?: number }} [options]
 * @returns {Promise<{
 *   url: string,
 *   requests: { grant: string, contentType: string, status: number, refreshToken: string | undefined }[],
 *   expireAccess: () => void, revokeAll: () => void, live: () => number, stop: () => Promise<void>,
 * }>} `requests` are the token requests, oldest first
 */
export async function startServer({ accessSeconds = 3600, refreshSeconds = 2_592_000 } = {}) {
  const store = storage(accessSeconds);
  const lists = new Map();
  const requests = [];
  const oauth = new OAuth2Server({
    model: store.model,
    accessTokenLifetime: accessSeconds,
    refreshTokenLifetime: refreshSeconds,
    requireClientAuthentication: { password: false, refresh_token: false },
  });

  async function token(request, text) {
    const contentType = request.headers["content-type"] ?? "";
    const fields = fieldsOf(text, contentType);
    const headers = { ...request.headers, "content-type": "application/x-www-form-urlencoded" };
    const response = new Response({ headers: {} });
    // The package tells its refusals by throwing and by the response, which is what counts.
    const granted = await oauth
      .token(new Request({ headers, method: request.method, query: {}, body: fields }), response)
      .catch(() => null);
    const visitor = store.access.get(fields.visitor_access_token)?.user.id;
    if (granted && fields.grant_type === "password" && visitor && isVisitor(visitor)) {
      lists.set(granted.user.id, [...(lists.get(granted.user.id) ?? []), ...(lists.get(visitor) ?? [])]);
      lists.delete(visitor);
    }
    requests.push({
      grant: fields.grant_type,
      contentType,
      status: response.status,
      refreshToken: fields.refresh_token,
    });
    return { status: response.status, headers: response.headers, body: response.body };
  }

  async function resource(request, path, text) {
    const asked = new Request({ headers: request.headers, method: request.method, query: {} });
    const found = await oauth.authenticate(asked, new Response({ headers: {} })).catch(() => null);
    // Like OroCommerce's: a token that is dead, or of the other side, gets no word.
    if (found?.client.side !== SIDES[path]) return { status: 401, headers: { "www-authenticate": "Bearer" } };
    if (path === "/admin/api/users")
      return { status: 200, body: { data: Object.keys(USERS).map((id) => ({ type: "users", id })) } };
    const subject = found.user.id;
    const list = lists.get(subject) ?? [];
    if (request.method === "POST") lists.set(subject, [...list, JSON.parse(text)]);
    return { status: request.method === "POST" ? 201 : 200, body: { data: lists.get(subject) ?? [] } };
  }

  async function answer(request) {
    const { pathname } = new URL(request.url, "http://localhost");
    const text = await bodyOf(request);
    if (pathname === "/oauth2-token" && request.method === "POST") return token(request, text);
    if (Object.hasOwn(SIDES, pathname)) return resource(request, pathname, text);
    return { status: 404 };
  }

  const server = createServer(async (request, response) => {
    const { status, headers = {}, body } = await answer(request).catch(() => ({ status: 500 }));
    response.writeHead(status, body === undefined ? headers : { ...headers, "content-type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    /** Every access token is dead from now on; refresh tokens live. */
    expireAccess: () => store.access.clear(),
    /** Every token is dead from now on. */
    revokeAll: () => {
      store.access.clear();
      store.refresh.clear();
    },
    /** How many refresh tokens are alive. */
    live: () => store.refresh.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
