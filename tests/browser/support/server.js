// A scripted token endpoint and API, behind a function in the shape of fetch.
//
// An answer is an expression, evaluated when its request has come; it may use the names of `scope`. Where nothing is
// scripted, the token endpoint issues tokens, and the API accepts the newest access token and no other.

const base64url = (text) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

export const jwt = (payload) => ["eyJhbGciOiJub25lIn0", base64url(payload), "c2ln"].join(".");

const json = (value, init) => new Response(JSON.stringify(value), init);

/** A request that is never answered. The platform's fetch rejects when its signal aborts. */
const hang = (signal) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

/** A body that begins and never ends, unless by the signal. */
const endless = (signal) => {
  const start = (stream) => {
    stream.enqueue(new Uint8Array(1));
    signal?.addEventListener("abort", () => stream.error(signal.reason));
  };
  return new Response(new ReadableStream({ start }));
};

/** What the platform would have put on the wire; a multipart boundary is random, and is made the same each time. */
const onTheWire = async (request) => {
  const type = request.headers.get("Content-Type") ?? "";
  const boundary = /boundary=(.*)$/.exec(type)?.[1];
  const bytes = new Uint8Array(await request.arrayBuffer());
  const plain = (text) => (boundary ? text.replaceAll(boundary, "BOUNDARY") : text);
  return { type: plain(type), body: plain(String.fromCharCode(...bytes)) };
};

let servers = 0;

export class Server {
  clientId = "client-" + ++servers;
  asked = [];
  called = [];
  issued = [];
  good = null;
  kept = undefined;
  #token = [];
  #api = [];
  #gate = new Promise((resolve) => (this.release = resolve));

  fetch = async (input, init) => {
    const request = new Request(input, init);
    const signal = request.signal;
    if (new URL(request.url).pathname.endsWith("/oauth/token")) {
      const form = await request.text();
      this.asked.push(form);
      return this.#answer(this.#token.shift() ?? "issue()", { request, init, signal, form });
    }
    const { url, method, headers, mode, credentials, cache, redirect } = request;
    const authorization = headers.get("Authorization") ?? "";
    const call = { url, method, authorization, headers: new Headers(headers), mode, credentials, cache, redirect };
    this.called.push(call);
    Object.assign(call, await onTheWire(request));
    return this.#answer(this.#api.shift() ?? "guarded()", { request, init, signal, authorization });
  };

  nextToken(answer) {
    this.#token.push(answer);
  }

  nextCall(answer) {
    this.#api.push(answer);
  }

  revoke() {
    this.good = null;
  }

  #answer(script, asked) {
    const issue = (claims, rest) => this.#issue(asked.form, claims, rest);
    const accepted = () => this.good && asked.authorization === "Bearer " + this.good;
    const guarded = () => (accepted() ? new Response("good") : new Response("not good", { status: 401 }));
    const scope = { ...asked, server: this, gate: this.#gate, issue, guarded, json, hang, endless, jwt };
    return new Function(...Object.keys(scope), "return " + script)(...Object.values(scope));
  }

  #issue(form, claims, rest) {
    const n = this.issued.length + 1;
    const guest = form.includes("grant_type=client_credentials");
    const who = guest ? { usr: "anon", orderid: "order-" + n } : { usr: "ada" };
    const usual = { ...who, cid: this.clientId, usrtype: "buyer", role: ["Shopper"], n };
    this.good = jwt(JSON.stringify({ ...usual, ...claims }));
    this.issued.push(this.good);
    const refresh = guest ? {} : { refresh_token: "refresh-" + n };
    return json({ access_token: this.good, token_type: "bearer", expires_in: 600, ...refresh, ...rest });
  }
}
