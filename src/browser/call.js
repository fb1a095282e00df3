// A call of the application's, read as the platform's fetch reads it: where it goes, whether it can be sent twice, and how it
// is sent with a token on it. The rule that decides who may see the token stands here, and not in the engine, because the URL
// standard's own parser is half of it.

/** Whether a call to this origin may carry the access token. The origin is "" for an address without a server (`blob:`). */
export const maySeeToken = (origin, { origins }) => origins.includes(origin);

/** A relative URL starts from `base`, whose path prefix stays in front also of a path that begins with a slash. A Request
 * is sent as a copy each time, so that its body is still there for a second time; options that only one platform knows
 * are passed on. */
export const prepare = (input, init, { base, origins, ownFetch }) => {
  // Options that are inherited count for the platform, and would be lost in a copy.
  const plain = !init || [Object.prototype, null].includes(Object.getPrototypeOf(init));
  let request = input instanceof Request && (init ? new Request(input, init) : input);
  // Tabs, line breaks and leading blanks do not count for the platform: they hide nothing from us either. A Request is asked as
  // the platform asks it, past what a subclass says; only a polyfill keeps its address in a field.
  const address = request
    ? (Reflect.get(Request.prototype, "url", request) ?? request.url)
    : `${input}`.replace(/^[\0- ]+|[\t\n\r]/g, "");
  // A path below `base` leads to no other server. It need not be parsed to know that.
  const isPath = /^\/(?![/\\])/.test(address);
  const { href, protocol, origin } = isPath
    ? { href: base + address, protocol: base, origin: origins[0] }
    : new URL(address, base + "/");
  if (!request && !plain) request = new Request(href, init);
  const headers = request ? request.headers : new Headers(init?.headers);
  const body = init?.body;
  return {
    // A blob: URL has the origin of the page that made it, and no server.
    origin: /^https?:/.test(protocol) ? origin : "",
    own: headers.has("Authorization"),
    urgent: (request || init)?.keepalive,
    replayable: !!request || !(body?.getReader || body?.[Symbol.asyncIterator]),
    signal: request ? request.signal : init?.signal,
    send: (bearer) => {
      // The one of the moment: wrappers (tracing) are honoured.
      const send = ownFetch ?? globalThis.fetch;
      // The headers that were read: those of the caller may be good for one reading.
      const sent = request ? Request.prototype.clone.call(request) : { ...init, headers };
      if (bearer) sent.headers.set("Authorization", "Bearer " + bearer);
      return request ? send(sent) : send(href, sent);
    },
  };
};
