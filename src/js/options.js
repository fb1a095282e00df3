// Reads what the application gives, once, before anything happens. What does not fit is an error that names it; what is missing or null
// is left out. An option whose getter throws is missing; one that throws when it is looked at does not fit.

import {
  ACCESS_TOKEN,
  ADOPT,
  LOGIN,
  LOGIN_ANONYMOUSLY,
  LOGIN_AS_APPLICATION,
  LOGOUT,
  PLATFORMS,
  REFRESH,
  REGISTER,
  REQUEST_ONE_TIME_PASSWORD,
  TRANSFER_ORDER,
} from "../bridge/bridge.js";
import { StorefrontAuthError } from "../browser/error.js";
import { has, isPage, split } from "../browser/platform.js";
import { asObject, attempt, get, isText, only, parse } from "../value/value.js";

/** Fails unless it fits. */
export const check = (fits, detail, code = "config_invalid") => {
  if (!fits) throw new StorefrontAuthError(code, detail);
};
const refuse = (detail, code) => check(false, detail, code);

/** An option that fits, or undefined where it is left out. */
export const option = (from, name, fits = isText) => {
  const value = get(from, name) ?? undefined;
  check(value === undefined || attempt(() => fits(value)), name);
  return value;
};
/** The same where it cannot be left out. */
export const needed = (from, name, fits = isText) => option(from, name, fits) ?? refuse(name);
const among =
  (...words) =>
  (value) =>
    words.includes(value);
const all = (fits) => (value) => Array.isArray(value) && [...value].every(fits);
const withMethods =
  (...names) =>
  (value) =>
    asObject(value) && names.every((name) => get(value, name)?.call);

/** Roles as RFC 6749 section 3.3 writes them: names of the characters of appendix A.4, separated by spaces. Nothing for none. */
const roles = (from) =>
  option(
    from,
    "scope",
    all((role) => isText(role) && /^[!#-[\]-~]+$/.test(role)),
  )?.join(" ") || undefined;

/** What `{0}`, `{3}`, `{1}`, `{4}`, `{2}` of AppStartUrl and `{0}` of CustomErrorUrl are called. */
const SSO_NAMES = {
  accessToken: "token",
  refreshToken: "refresh",
  idpToken: "idpToken",
  idpAccessToken: "idpAccessToken",
  path: "path",
  error: "error",
};

const ssoNames = (given) => {
  const names = {};
  for (const name in SSO_NAMES) names[name] = get(given, name) ?? SSO_NAMES[name];
  check(
    Object.values(names).every((name) => isText(name) && name),
    "ssoParams",
  );
  return names;
};

/** `ClientOptions`, checked and in the form that the engine and its host take. */
export const readOptions = (given) => {
  const from = asObject(given) ?? refuse("options");
  const clientId = needed(from, "clientId", (id) => isText(id) && /^[!-~]+$/.test(id));
  const clientSecret = option(from, "clientSecret", (secret) => isText(secret) && secret);
  check(!clientSecret || !isPage(), "", "secret_in_browser");
  const { base, origin } = split(get(from, "baseUrl")) ?? refuse("baseUrl");
  const storage =
    option(
      from,
      "storage",
      (it) => among("local", "session", "memory")(it) || withMethods("get", "set", "remove")(it),
    ) ?? (has("document") ? "local" : "memory");
  const isCustom = !isText(storage);
  const fetch = option(from, "fetch", (it) => it.call);
  check(fetch || has("fetch"), "fetch", "unsupported_environment");
  const isOrigin = (text) => {
    const at = isText(text) && split(text);
    return at && at.base === at.origin;
  };
  return {
    clientId,
    clientSecret,
    base,
    scope: roles(from),
    platform: option(from, "platform", among(...Object.keys(PLATFORMS))) ?? "ordercloud",
    anonymous: option(from, "anonymous", among("automatic", "manual")),
    rotation: option(from, "rotation", among("none", "grace", "strict")),
    timeout: option(from, "timeoutMs", (ms) => Number.isFinite(ms) && ms >= 1 && ms < 2 ** 31) ?? 8000,
    origins: [origin, ...(option(from, "allowedOrigins", all(isOrigin)) ?? []).map((text) => split(text).origin)],
    place: isCustom ? "custom" : storage,
    // Whether other tabs have the same storage.
    isShared: storage === "local",
    store: isCustom && storage,
    ownFetch: fetch,
    // Captured now: scripts that wrap fetch later never see a refresh token.
    fetchAtOpening: fetch ?? globalThis.fetch,
    ownLock: option(from, "lock", withMethods("run")),
    ssoNames: ssoNames(option(from, "ssoParams", asObject)),
    // None of the parts but the last can hold a space. The number is that of the key's form; the record has one of its own.
    key: ["storefront-auth/1", base, clientId, option(from, "name") ?? ""].join(" "),
  };
};

/** The methods that take options and answer later: the command of each, and what its options come to. Nothing at all is as
 * good as an empty object. */
export const methods = {
  login: [
    LOGIN,
    (from) => ({
      username: needed(from, "username"),
      password: needed(from, "password"),
      scope: roles(from),
      transferOrder: get(from, "transferOrder"),
    }),
  ],
  loginAnonymously: [
    LOGIN_ANONYMOUSLY,
    (from) => ({ anonUserId: option(from, "anonUserId"), scope: roles(from), fresh: get(from, "fresh") }),
  ],
  loginAsApplication: [
    LOGIN_AS_APPLICATION,
    (from, { clientSecret }) => {
      check(clientSecret, "clientSecret");
      return { scope: roles(from) };
    },
  ],
  adopt: [ADOPT, (from) => ({ accessToken: needed(from, "accessToken"), refreshToken: option(from, "refreshToken") })],
  refresh: [REFRESH, () => {}],
  logout: [LOGOUT, (from) => ({ everywhere: get(from, "everywhere") })],
  accessToken: [ACCESS_TOKEN, () => {}],
  register: [
    REGISTER,
    (from, { platform }) => {
      checkFeature(platform, "register");
      for (const name of ["Username", "FirstName", "LastName", "Email"]) needed(from, name);
      // What is read now is what is sent.
      return parse(attempt(() => JSON.stringify({ Active: true, ...from }))) ?? refuse("profile");
    },
  ],
  transferOrder: [TRANSFER_ORDER, () => {}],
  requestOneTimePassword: [
    REQUEST_ONE_TIME_PASSWORD,
    (from, { platform, clientId }) => {
      checkFeature(platform, "oneTimePassword");
      const [Username, Email] = [option(from, "username"), option(from, "email")];
      check((Username ?? Email) !== undefined, "username");
      return { ClientID: clientId, Username, Email };
    },
  ],
};

/** Fails where the platform does not have what is wanted. */
const checkFeature = (platform, feature) => check(PLATFORMS[platform][feature], "platform");
/** What the options of `ssoUrl` ask for. */
export const ssoRoles = (from, { platform, scope }) => {
  checkFeature(platform, "sso");
  return roles(from) ?? scope;
};
export const ofMethod = (given) => asObject(given ?? {}) ?? refuse("options");
/** The signal of a method's options, where it can say that it aborts. */
export const signalOf = (given, signal = get(given, "signal")) =>
  only(signal, withMethods("addEventListener", "removeEventListener")(signal));
