// The engine cannot be poisoned. Its memory is overwritten here while it works, so that it really traps; in each test
// somebody waits, somebody listens, or somebody calls next, and none of them is left behind.

import assert from "node:assert/strict";
import { shopTest } from "./lib/index.mjs";
import { startSite } from "./lib/site.mjs";

const SHOP = "11111111-1111-4111-8111-111111111111";

/** Runs in the page before anything else: keeps the memory of each engine, and gives the means to break the newest. */
const lay = () => {
  globalThis.memories = [];
  const keep = (made) => {
    const { memory, size } = Object.values((made.instance ?? made).exports)
      .filter((part) => part instanceof WebAssembly.Memory)
      .map((memory) => ({ memory, size: memory.buffer.byteLength }))[0];
    globalThis.memories.push({ memory, size });
    return made;
  };
  for (const name of globalThis.WebAssembly ? ["instantiate", "instantiateStreaming"] : []) {
    const real = WebAssembly[name];
    WebAssembly[name] = (...values) => real(...values).then(keep);
  }
  /** The heap, all of it: the pages that were added to those of the start. */
  globalThis.poison = () => {
    const { memory, size } = globalThis.memories.at(-1);
    if (memory.buffer.byteLength <= size) throw new Error("there is no heap yet");
    new Uint8Array(memory.buffer).fill(0xff, size);
  };
  /** An exception in the middle of the engine, in whatever it does next. */
  globalThis.stopClock = () => {
    const { now } = Date;
    Date.now = () => {
      Date.now = now;
      throw new Error("the clock stands");
    };
  };
  globalThis.uncaught = [];
  addEventListener("error", ({ message }) => globalThis.uncaught.push(message));
  addEventListener("unhandledrejection", ({ reason }) => globalThis.uncaught.push(String(reason)));
  globalThis.outcome = (promise) =>
    promise.then(
      (value) => (value instanceof Response ? value.status : "ok"),
      (error) => error.code ?? String(error),
    );
  globalThis.ears = 0;
  for (const target of [window, document]) {
    const { addEventListener: add, removeEventListener: remove } = target;
    target.addEventListener = (...values) => ((globalThis.ears += 1), add.apply(target, values));
    target.removeEventListener = (...values) => ((globalThis.ears -= 1), remove.apply(target, values));
  }
};

/** A test whose body runs in the page, and gets a function that makes clients, and the sandbox's address. */
function brokenTest(name, body, check, prepare = () => {}) {
  shopTest(name, { path: null }, async ({ page, sandbox }) => {
    const site = await startSite();
    try {
      await prepare(page);
      await page.evaluateOnNewDocument(lay);
      await page.goto(site.origin);
      const seen = await page.evaluate(
        async (source, baseUrl, clientId) => {
          const library = await import("/pkg/index.js");
          const create = (more = {}) => library.createClient({ clientId, baseUrl, ...more });
          const ada = { username: "ada", password: "Sandbox-Ada-1" };
          const facts = await new Function(`return (${source})`)()({ ...library, create, ada, baseUrl });
          return { ...facts, uncaught: globalThis.uncaught };
        },
        body.toString(),
        sandbox,
        SHOP,
      );
      assert.deepEqual(seen, { ...check, uncaught: [] });
    } finally {
      await site.stop();
    }
  });
}

brokenTest(
  "the call that breaks the engine rejects, and the next one works on a new instance with the stored session",
  async ({ create, ada, isAuthError }) => {
    const auth = await create();
    auth.subscribe(() => {});
    await auth.login(ada);
    globalThis.poison();
    const error = await auth.accessToken().catch((thrown) => thrown);
    const during = { kind: auth.session.kind, storage: auth.capabilities.storage };
    const { status } = await auth.fetch("/v1/me");
    return {
      known: isAuthError(error, "engine_failed"),
      retryable: error.retryable,
      during,
      status,
      username: auth.session.claims.username,
      instances: globalThis.memories.length,
    };
  },
  {
    known: true,
    retryable: true,
    during: { kind: "user", storage: "local" },
    status: 200,
    username: "ada",
    instances: 2,
  },
);

brokenTest(
  "whoever waits when the engine breaks is told",
  async ({ create, ada }) => {
    let open = 0;
    const never = (input, init) =>
      String(input.url ?? input).includes("slow") ? ((open += 1), new Promise(() => {})) : fetch(input, init);
    const auth = await create({ fetch: never });
    await auth.login(ada);
    const waiting = [auth.fetch("/v1/slow"), auth.fetch("/v1/slow?2")].map(globalThis.outcome);
    await new Promise((resolve) => setTimeout(resolve));
    globalThis.poison();
    const breaking = await globalThis.outcome(auth.refresh());
    return {
      open,
      breaking,
      waiting: await Promise.all(waiting),
      next: await globalThis.outcome(auth.fetch("/v1/me")),
    };
  },
  { open: 2, breaking: "engine_failed", waiting: ["engine_failed", "engine_failed"], next: 200 },
);

brokenTest(
  "a sign-in under way when the engine breaks is told, and can be repeated",
  async ({ create, ada }) => {
    const auth = await create();
    const signingIn = globalThis.outcome(auth.login(ada));
    globalThis.poison();
    const breaking = await globalThis.outcome(auth.logout());
    return {
      breaking,
      signingIn: await signingIn,
      kind: auth.session.kind,
      again: await globalThis.outcome(auth.login(ada)),
      now: auth.session.kind,
    };
  },
  { breaking: "engine_failed", signingIn: "engine_failed", kind: "signed-out", again: "ok", now: "user" },
);

brokenTest(
  "functions taken from the client, and listeners, go over to the new instance; one that was removed does not",
  async ({ create, ada }) => {
    const auth = await create();
    const { fetch, subscribe, login, logout } = auth;
    const heard = { kept: [], removed: [], later: [] };
    const listen = (name) => subscribe((event) => event.type === "session" && heard[name].push(event.cause));
    const endKept = listen("kept");
    const endRemoved = listen("removed");
    await login(ada);
    globalThis.poison();
    await fetch("/v1/me").catch(() => {});
    endRemoved();
    listen("later");
    const { status } = await fetch("/v1/me");
    await logout();
    const same = auth.fetch === fetch && auth.subscribe === subscribe;
    endKept();
    await login(ada);
    return { status, same, heard };
  },
  {
    status: 200,
    same: true,
    heard: { kept: ["login", "restored", "logout"], removed: ["login"], later: ["restored", "logout", "login"] },
  },
);

brokenTest(
  "an engine that breaks by itself, with nobody calling, is replaced for those who listen",
  async ({ create, ada }) => {
    const auth = await create();
    await auth.login(ada);
    const restored = new Promise((resolve) =>
      auth.subscribe((event) => event.cause === "restored" && resolve(event.session.kind)),
    );
    const before = globalThis.ears;
    globalThis.stopClock();
    document.dispatchEvent(new Event("visibilitychange"));
    return { restored: await restored, instances: globalThis.memories.length, moreEars: globalThis.ears - before };
  },
  { restored: "user", instances: 2, moreEars: 0 },
);

brokenTest(
  "all clients of a page come back, and a listener that calls while the engine breaks is no harm",
  async ({ create, ada }) => {
    const [a, b] = [await create({ name: "a" }), await create({ name: "b" })];
    await a.login(ada);
    const inListener = [];
    b.subscribe((event) => {
      if (event.type !== "session" || event.cause !== "login") return;
      globalThis.poison();
      inListener.push(globalThis.outcome(a.accessToken()), globalThis.outcome(b.accessToken()));
    });
    const login = await globalThis.outcome(b.login(ada));
    const listener = await Promise.all(inListener);
    const next = await Promise.all([a, b].map((auth) => globalThis.outcome(auth.fetch("/v1/me"))));
    return { login: ["ok", "engine_failed"].includes(login), listener, next, kinds: [a.session.kind, b.session.kind] };
  },
  { login: true, listener: ["engine_failed", "ok"], next: [200, 200], kinds: ["user", "user"] },
);

brokenTest(
  "it can break again and again",
  async ({ create, ada }) => {
    const auth = await create();
    await auth.login(ada);
    const seen = new Set();
    for (let round = 0; round < 20; round += 1) {
      globalThis.poison();
      seen.add([await globalThis.outcome(auth.accessToken()), await globalThis.outcome(auth.fetch("/v1/me"))].join());
    }
    return { seen: [...seen], instances: globalThis.memories.length };
  },
  { seen: ["engine_failed,200"], instances: 21 },
);

brokenTest(
  "a client that is disposed of stays so",
  async ({ create, ada }) => {
    const [auth, other] = [await create(), await create({ name: "other" })];
    await auth.login(ada);
    globalThis.poison();
    await other.accessToken().catch(() => {});
    auth.dispose();
    const first = await globalThis.outcome(auth.accessToken());
    return {
      first,
      second: await globalThis.outcome(auth.login(ada)),
      other: await globalThis.outcome(other.login(ada)),
    };
  },
  { first: "disposed", second: "disposed", other: "ok" },
);

brokenTest(
  "what must answer at once says so, and answers the next time",
  async ({ create, ada, decodeClaims, init }) => {
    const auth = await create();
    await auth.login(ada);
    const token = await auth.accessToken();
    const attempt = (what) => {
      try {
        return typeof what();
      } catch (error) {
        return error.code;
      }
    };
    const url = () => auth.ssoUrl({ connectId: "openid" });
    globalThis.poison();
    const broken = [attempt(() => decodeClaims(token)), attempt(url)];
    await init();
    await auth.accessToken();
    return { broken, mended: [attempt(() => decodeClaims(token)), attempt(url)] };
  },
  { broken: ["engine_failed", "engine_failed"], mended: ["object", "string"] },
);

brokenTest(
  "a client that is being made when the engine breaks is refused, and the next one is made",
  async ({ create, ada }) => {
    const auth = await create();
    await auth.login(ada);
    let answer;
    const storage = {
      get: () => new Promise((resolve) => (answer = resolve)),
      set: async () => {},
      remove: async () => {},
    };
    const being = globalThis.outcome(create({ storage }));
    while (!answer) await new Promise((resolve) => setTimeout(resolve));
    globalThis.poison();
    await auth.accessToken().catch(() => {});
    const made = await being;
    answer(null);
    const next = create({ storage });
    answer = null;
    while (!answer) await new Promise((resolve) => setTimeout(resolve));
    answer(null);
    return { made, kind: (await next).session.kind };
  },
  { made: "engine_failed", kind: "signed-out" },
);

brokenTest(
  "a lock that comes when the engine is broken is let go of",
  async ({ create, ada }) => {
    const auth = await create();
    await auth.login(ada);
    const { held } = await navigator.locks.query();
    const name = held.map(({ name }) => name.split(" gen ")[0]).find((name) => name.startsWith("storefront-auth"));
    let release;
    const blocked = new Promise((granted) =>
      navigator.locks.request(`${name} refresh`, () => (granted(), new Promise((done) => (release = done)))),
    );
    await blocked;
    const waiting = globalThis.outcome(auth.refresh());
    globalThis.poison();
    const breaking = await globalThis.outcome(auth.refresh());
    const told = await waiting;
    const next = globalThis.outcome(auth.refresh());
    while ((await navigator.locks.query()).pending.length < 2) await new Promise((resolve) => setTimeout(resolve));
    release();
    return { breaking, told, next: await next, left: (await navigator.locks.query()).pending.length };
  },
  { breaking: "engine_failed", told: "engine_failed", next: "ok", left: 0 },
);

brokenTest(
  "a stack that is full is no end either",
  async ({ create, ada }) => {
    const auth = await create();
    await auth.login(ada);
    const dive = (depth, then) => (depth > 0 ? dive(depth - 1, then) + 1 : (then(), 0));
    let depth = 0;
    const measure = () => ((depth += 1), measure() + 1);
    try {
      measure();
    } catch {
      // That is how deep it goes.
    }
    const outcomes = new Set();
    for (let room = 10; room < depth; room = Math.ceil(room * 1.2)) {
      let called = Promise.resolve();
      try {
        dive(depth - room, () => (called = auth.accessToken()));
      } catch {
        // It did not even begin.
      }
      outcomes.add(await globalThis.outcome(called));
    }
    return { next: await globalThis.outcome(auth.fetch("/v1/me")), kind: auth.session.kind, well: outcomes.has("ok") };
  },
  { next: 200, kind: "user", well: true },
);

brokenTest(
  "the engine that is JavaScript is replaced likewise",
  async ({ create, ada }) => {
    const auth = await create();
    const { fetch } = auth;
    await auth.login(ada);
    globalThis.stopClock();
    const breaking = await globalThis.outcome(auth.accessToken());
    return {
      breaking,
      next: await globalThis.outcome(fetch("/v1/me")),
      engine: auth.capabilities.engine,
      kind: auth.session.kind,
    };
  },
  { breaking: "engine_failed", next: 200, engine: "js", kind: "user" },
  (page) => page.evaluateOnNewDocument(() => void delete globalThis.WebAssembly),
);
