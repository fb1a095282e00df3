// Looks for secrets in anything that was written down: tokens, and the passwords of the sandbox's users.

const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}/g;
// The sandbox's refresh tokens are random UUIDs, which nothing else that is written down here is: those of the API clients
// are all of one digit.
const UUID = /\b(?!(\d)\1{7}-)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/gi;
const PASSWORD = /\bSandbox-(?:Ada|Grace|Sam|Olivia|Idle|Stale)-1\b|sandbox-(?:integration|elevated|oro)-secret/g;

/** The secrets in a text, shortened so that this does not spread them. */
export const secrets = (text) =>
  [JWT, UUID, PASSWORD].flatMap((pattern) => text.match(pattern) ?? []).map((found) => `${found.slice(0, 12)}…`);
