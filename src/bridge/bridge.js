// Every number and name that Rust and JavaScript both use. Generated from mod.rs and protocol/platform.rs; after a change
// there, `UPDATE_BRIDGE=1 cargo test --lib bridge` writes it anew.

/** A request of our own got its reply, or no answer. */
export const REPLY = 0;
/** The API answered a call. */
export const ANSWER = 1;
/** The caller gave up a call. */
export const GIVEN_UP = 2;
/** A write to the store has ended; the value is a store fault. */
export const SAVED = 3;
/** Another tab may have stored something. */
export const OTHER_TAB = 4;
/** Time has passed, or the page has come back. */
export const AWAKE = 5;
/** The lock is held; the value is the newest generation that any tab knows of. */
export const LOCKED = 6;
/** The lock could not be had in time. */
export const NOT_LOCKED = 7;
/** The lock is held, and the store has had its time: it still shows an older generation than another tab knows of. */
export const STORE_BEHIND = 8;
/** A text was found under the key. */
export const FOUND = 9;
/** The device is back on the network. */
export const ONLINE = 10;
/** The store was read for the first time; the value is the text, or a store fault. */
export const RESTORED = 11;
/** A call of the application's, to an origin that may see the access token. */
export const FETCH_ALLOWED = 12;
/** The same with `keepalive`: the page may be gone before anything has been waited for. */
export const FETCH_URGENT = 13;
/** A call that the application authorizes itself. */
export const FETCH_OWN_AUTHORIZATION = 14;
/** A call to an origin that may not see the access token. */
export const FETCH_FOREIGN = 15;

/** `client.login` */
export const LOGIN = 16;
/** `client.loginAnonymously` */
export const LOGIN_ANONYMOUSLY = 17;
/** `client.loginAsApplication` */
export const LOGIN_AS_APPLICATION = 18;
/** `client.adopt` */
export const ADOPT = 19;
/** `client.refresh` */
export const REFRESH = 20;
/** `client.logout` */
export const LOGOUT = 21;
/** `client.accessToken` */
export const ACCESS_TOKEN = 22;
/** `client.register` */
export const REGISTER = 23;
/** `client.transferOrder` */
export const TRANSFER_ORDER = 24;
/** `client.requestOneTimePassword` */
export const REQUEST_ONE_TIME_PASSWORD = 25;

/** It worked. */
export const NO_FAULT = 0;
/** There is no room. */
export const FULL = 1;
/** The store cannot be used. */
export const UNAVAILABLE = 2;

/** The delay of a timer that never rings. */
export const NEVER = -1;

/** The platforms, and what each has beside a token endpoint. A name that is not here is no platform.
 * @type {Record<string, { register?: true, oneTimePassword?: true, sso?: true }>} */
export const PLATFORMS = {
  ordercloud: { register: true, oneTimePassword: true, sso: true },
  orocommerce: {},
};
