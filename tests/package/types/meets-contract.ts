// The shipped types against the contract. Compiled, never run.
//
// What a caller gets must be assignable to what was promised, and what a caller may pass must be accepted.
// A line that stops compiling after an addition may be taken out when the addition was meant; the others stay.

import type * as Shipped from "storefront-auth";
import type * as Contract from "./contract.js";

/** Compiles only where a value of type A can be used as a B. */
type Fits<A extends B, B> = [A, B];

// Functions, and the object they give.
export type Functions = [
  Fits<typeof Shipped.createClient, typeof Contract.createClient>,
  Fits<typeof Shipped.init, typeof Contract.init>,
  Fits<typeof Shipped.decodeClaims, typeof Contract.decodeClaims>,
  Fits<typeof Shipped.isAuthError, typeof Contract.isAuthError>,
  Fits<Shipped.StorefrontAuth, Contract.StorefrontAuth>,
];

// Passed in: whatever the contract allows is taken, and nothing more is asked for.
export type Inputs = [
  Fits<Contract.ClientOptions, Shipped.ClientOptions>,
  Fits<Contract.Platform, Shipped.Platform>,
  Fits<Contract.SessionStore, Shipped.SessionStore>,
  Fits<Contract.SessionLock, Shipped.SessionLock>,
  Fits<Parameters<typeof Contract.init>, Parameters<typeof Shipped.init>>,
  Fits<Parameters<Contract.StorefrontAuth["login"]>, Parameters<Shipped.StorefrontAuth["login"]>>,
  Fits<Parameters<Contract.StorefrontAuth["loginAnonymously"]>, Parameters<Shipped.StorefrontAuth["loginAnonymously"]>>,
  Fits<Parameters<Contract.StorefrontAuth["logout"]>, Parameters<Shipped.StorefrontAuth["logout"]>>,
  Fits<Parameters<Contract.StorefrontAuth["fetch"]>, Parameters<Shipped.StorefrontAuth["fetch"]>>,
];

// Given out: nothing is missing, nothing is wider than promised.
export type Outputs = [
  Fits<Shipped.SignedOut, Contract.SignedOut>,
  Fits<Shipped.AnonymousSession, Contract.AnonymousSession>,
  Fits<Shipped.UserSession, Contract.UserSession>,
  Fits<Shipped.ApplicationSession, Contract.ApplicationSession>,
  Fits<Shipped.Session, Contract.Session>,
  Fits<Shipped.Claims, Contract.Claims>,
  Fits<Shipped.SessionEvent, Contract.SessionEvent>,
  Fits<Shipped.AuthError, Contract.AuthError>,
];

// The lists: each promised word is still there.
export type Words = [
  Fits<Contract.AuthErrorCode, Shipped.AuthErrorCode>,
  Fits<Contract.Session["kind"], Shipped.Session["kind"]>,
  Fits<Contract.SessionEvent["type"], Shipped.SessionEvent["type"]>,
];
