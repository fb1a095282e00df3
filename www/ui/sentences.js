// Errors as sentences for shoppers. Branches on codes, never on messages: the codes are a closed list of the
// library, the messages are for developers.

import { isAuthError } from "storefront-auth";
import { ApiError } from "../api.js";

/** @type {Partial<Record<import("storefront-auth").AuthErrorCode, string>>} */
const BY_CODE = {
  invalid_credentials: "That username and password do not go together. Please check both and try again.",
  account_blocked:
    "This account cannot sign in at the moment. It may be locked or inactive, or its password may have expired.",
  invalid_client: "This shop is not set up for signing in. Please tell its owner.",
  insufficient_roles: "This account may not shop here.",
  rate_limited: "That was a lot of tries. Please wait a minute, then try again.",
  server_unavailable: "Our server is not answering as it should. Please try again in a moment.",
  network: "We cannot reach our server. Please check your connection and try again.",
  timeout: "Our server took too long to answer. Please try again.",
  bad_response: "Our server sent something we do not understand. Please try again in a moment.",
  session_expired: "Your session has run out. Please sign in again.",
  session_ended: "Your session has ended. Please sign in again.",
  session_replaced: "Somebody else signed in on this device in the meantime. Please try again.",
  anonymous_expired: "Your guest session has run out, and what was in it. You can start a new one.",
  signed_out: "You are signed out. Please sign in and try again.",
  refresh_busy: "Another tab is renewing your session. Please try again in a moment.",
  refresh_outcome_unknown: "We could not make sure that your session goes on. Please try again.",
  sso_error: "The other site did not sign you in.",
  sso_state_mismatch: "That sign-in was not started in this tab, so we did not take it over.",
  wasm_blocked_by_csp: "This page's security policy does not let the sign-in library start.",
  wasm_load_failed: "A part of this page did not arrive. Please reload it.",
};

/** @type {Record<string, string>} */
const BY_SERVER_CODE = {
  "Order.CannotSubmitWithNoLineItems": "Your cart is empty, so there is nothing to order yet.",
  "LineItem.QuantityMustBePositive": "A quantity starts at one.",
  "Inventory.Insufficient": "We do not have that many left.",
  "PriceSchedule.CannotExceedMax": "That is more than one order may hold.",
  "PriceSchedule.CannotBeLessThanMin": "That is fewer than one order must hold.",
  "Auth.UnauthorizedRole": "This account may not come in here.",
  "User.UsernameMustBeUnique": "That username is taken. Please choose another.",
  "Auth.InsecurePassword":
    "That password is too easy to guess. Please choose a longer one, with upper and lower case and a digit.",
  "PasswordReset.InsecurePassword":
    "That password is too easy to guess. Please choose a longer one, with upper and lower case and a digit.",
  "access denied exception": "This is kept for those who are signed in. Please sign in.",
  "Auth.LockedOut": "That was one wrong password too many. Please wait a few minutes, then try again.",
  "Auth.PasswordExpired": "This password has expired. Ask for a one-time password to get in.",
};

/** Why a session is over that the shopper did not end. @param {import("storefront-auth").SignedOut} session @returns {string} */
export function ending({ reason, lastOrderId }) {
  if (lastOrderId !== null) return `Your guest session has run out, and its cart (order ${lastOrderId}) with it.`;
  return (reason && BY_CODE[reason]) ?? "Your session has ended. Please sign in again.";
}

/** @param {unknown} error @returns {string} */
export function sentence(error) {
  const server = isAuthError(error) ? error.serverCode : error instanceof ApiError ? error.code : null;
  if (server !== null && Object.hasOwn(BY_SERVER_CODE, server)) return /** @type {string} */ (BY_SERVER_CODE[server]);
  if (isAuthError(error)) return BY_CODE[error.code] ?? `Something went wrong while signing in (${error.code}).`;
  if (error instanceof ApiError) {
    if (error.status === 404) return "We could not find that.";
    if (error.status >= 500) return /** @type {string} */ (BY_CODE.server_unavailable);
    return error.message;
  }
  return "Something went wrong on this page. Please try again.";
}
