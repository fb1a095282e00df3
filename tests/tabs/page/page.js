// What a test may use inside a tab: the package, under the name `lab`, and the client that `lab.open` makes, as `auth`.
//
// Everything that a careless shop would write into its log is written into the console: events, and errors with all that
// can be read off them. The tests read along, and fail when a secret is among it.

import * as library from "/pkg/index.js";

const log = (text) => console.debug(`lab ${text}`);

/** All that an error tells to whoever looks hard. */
function describe(error) {
  const fields = {};
  for (const name of Object.getOwnPropertyNames(error)) fields[name] = String(error[name]);
  return `${error} ${JSON.stringify(error)} ${JSON.stringify(fields)} ${error.cause ? describe(error.cause) : ""}`;
}

const events = [];

globalThis.lab = {
  ...library,
  /** What the first client has told so far. */
  events,

  /** Makes the tab's client. */
  async open(options) {
    globalThis.auth = await library.createClient(options);
    auth.subscribe((event) => {
      events.push(event);
      log(JSON.stringify(event));
    });
    return auth.session.kind;
  },

  /** How a promise ends, as plain data: the status of an answer, the kind of a session, the code of an error. */
  async outcome(promise) {
    const began = performance.now();
    const ended = (facts) => ({ ...facts, ms: Math.round(performance.now() - began) });
    try {
      const value = await promise;
      return ended({ ok: true, status: value?.status, kind: value?.kind, orderId: value?.orderId });
    } catch (error) {
      if (error instanceof Error) log(describe(error));
      return ended({ ok: false, code: error?.code ?? error?.name ?? String(error), retryable: error?.retryable });
    }
  },

  /** Fulfilled at a moment that all tabs of this machine agree on. */
  at: (moment) => lab.sleep(moment - trueNow()),
  /** Fulfilled after a while, also in a tab in the background, where the page's own timers are held back. */
  sleep: (ms) =>
    new Promise((resolve) => {
      waiting.set((naps += 1), resolve);
      timer.postMessage([naps, ms]);
    }),
};

const script = "/timer.js";
const trusted =
  globalThis.trustedTypes?.createPolicy("timer", { createScriptURL: (url) => url }).createScriptURL(script) ?? script;
// A frame of no origin has neither storage nor workers.
const timer = origin === "null" ? null : new Worker(trusted);
const waiting = new Map();
let naps = 0;
if (timer) timer.onmessage = ({ data }) => waiting.get(data)();

/** The time without the shifts that a test may have put on `Date.now`. */
const trueNow = () => performance.timeOrigin + performance.now();

globalThis.addEventListener("unhandledrejection", ({ reason }) =>
  log(`unhandled ${reason instanceof Error ? describe(reason) : reason}`),
);
