// The sandbox's control calls: what a test may do to the server behind the storefront's back.

/** @param {string} base the sandbox's origin */
export function control(base) {
  async function call(method, path, body) {
    const response = await fetch(`${base}/_sandbox/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_sandbox/${path} answered ${response.status}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
  return {
    /** Back to the seed; faults and log cleared. */
    reset: () => call("POST", "reset"),
    /** What was asked of the server so far, oldest first. */
    requests: () => call("GET", "requests"),
    counts: () => call("GET", "counts"),
    settings: (settings) => call("PUT", "settings", settings),
    /** E.g. `{ token: { times: 1, status: 500 } }`. */
    faults: (faults) => call("PUT", "faults", faults),
    /** Refuses the access tokens issued so far: everybody's, or one subject's. */
    expire: (subject) => call("POST", "expire", subject === undefined ? {} : { subject }),
    /** The same, and refresh tokens too. */
    revoke: (subject) => call("POST", "revoke", subject === undefined ? {} : { subject }),
  };
}
