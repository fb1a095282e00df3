// What the page or the application brings along may fail, or never come to an end: no call waits for ever for it, and no session
// is lost by it.

import assert from "node:assert/strict";
import { all, countRefreshes, signIn, sleep, tabTest } from "./lib/index.mjs";

const STRICT = { settings: { rotation: "strict" } };

/** Runs in the page: a store and a lock of the application's own, which do what a test tells them to. */
const ownParts = () => {
  globalThis.never = () => new Promise(() => {});
  globalThis.kept = new Map();
  globalThis.does = {};
  globalThis.shelf = {
    async get(key) {
      return does.get ? does.get() : (kept.get(key) ?? null);
    },
    async set(key, text) {
      if (does.set) await does.set();
      kept.set(key, text);
    },
    remove(key) {
      kept.delete(key);
    },
  };
  let last = Promise.resolve();
  globalThis.gate = {
    run(_name, signal, critical) {
      if (does.run) return does.run(signal, critical);
      return (last = last.then(critical, critical));
    },
  };
  globalThis.make = (given, more) =>
    lab.createClient({ ...given, storage: shelf, lock: gate, timeoutMs: 400, ...more });
  globalThis.ADA = { username: "ada", password: "Sandbox-Ada-1" };
};

const ownTest = (name, body) =>
  tabTest(name, { ...STRICT, client: null, init: ownParts }, (world) => body({ ...world, page: world.tabs[0] }));

tabTest(
  "a client that is disposed of while it refreshes leaves a session that goes on under strict rotation",
  STRICT,
  async ({ tabs: [tab], control, client }) => {
    await signIn([tab]);
    await control.faults({ token: { times: 1, delayMs: 2500 } });
    const first = await tab.run(async () => {
      const refresh = lab.outcome(auth.refresh());
      await lab.sleep(200);
      auth.dispose();
      return refresh;
    });
    assert.equal(first.code, "disposed");
    assert.ok(first.ms < 2000, "nobody waits for the answer");
    // The next client, as after a hot reload.
    await tab.open(client);
    all([await tab.run(() => lab.outcome(auth.refresh()))], "user");
    assert.equal((await control.counts()).refused, 0);
    assert.deepEqual(
      await tab.run(async () => {
        auth.dispose();
        await lab.sleep(300);
        return (await navigator.locks.query()).held.map(({ name }) => name);
      }),
      [],
    );
  },
);

tabTest(
  "what finds no room in the storage is not asked for a second time by another tab",
  { ...STRICT, count: 2 },
  async ({ tabs: [a, b], control }) => {
    await signIn([a, b]);
    // As if the next tokens were longer than what is left: the sandbox's are not.
    await a.run(() => {
      globalThis.setItem = Storage.prototype.setItem;
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    all([await a.run(() => lab.outcome(auth.refresh()))], "user");
    assert.equal(await a.run(() => auth.capabilities.storage), "memory");
    const { result, refreshes } = await countRefreshes(control, () => b.run(() => lab.outcome(auth.refresh())));
    assert.deepEqual([result.code, refreshes], ["refresh_busy", 0]);
    await a.run(() => {
      Storage.prototype.setItem = setItem;
    });
    all([await a.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    await b.until(() =>
      auth.refresh().then(
        () => true,
        () => false,
      ),
    );
    const { refused, revokedFamilies } = await control.counts();
    assert.deepEqual([refused, revokedFamilies], [0, 0]);
  },
);

tabTest(
  "a session in memory or in the tab's own storage is none of the other tabs'",
  { client: { storage: "memory" } },
  async ({ tabs: [memory], tab }) => {
    const own = await tab({ client: { storage: "session" } });
    for (const one of [memory, own]) await signIn([one]);
    const shared = await tab({ client: { storage: "local" } });
    await shared.run(() => auth.login({ username: "grace", password: "Sandbox-Grace-1" }));
    await sleep(500);
    for (const one of [memory, own]) assert.equal(await one.run(() => auth.session.claims.username), "ada");
    // A frame of the same tab has the tab's own storage, and what it writes there is heard in the page.
    const [key, text] = await own.run(() =>
      Object.entries(sessionStorage).find(([, value]) => value.includes('"gen"')),
    );
    await shared.run(
      (name, value) => {
        globalThis.heard = 0;
        addEventListener("storage", () => (heard += 1));
        document.body.appendChild(document.createElement("iframe")).contentWindow.sessionStorage.setItem(name, value);
      },
      key,
      text.replace(/"gen":[\d.e+]+/, '"gen":9000000000000000'),
    );
    await shared.until(() => heard > 0);
    await sleep(300);
    assert.equal(await shared.run(() => auth.session.claims.username), "grace");
  },
);

for (const [name, missing] of Object.entries({
  "and Web Locks": () => delete Navigator.prototype.locks,
  "and Web Locks, nor IndexedDB": () => {
    delete Navigator.prototype.locks;
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
  },
  "but Web Locks": () => {},
})) {
  tabTest(
    `where no channel can be opened, as with cookies blocked, ${name} the client works`,
    {
      init: [
        (source) => {
          (0, eval)(`(${source})`)();
          globalThis.BroadcastChannel = class {
            constructor() {
              throw new DOMException("no", "SecurityError");
            }
          };
        },
        missing.toString(),
      ],
    },
    async ({ tabs: [tab], control }) => {
      await signIn([tab]);
      await control.expire();
      all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    },
  );
}

tabTest(
  "a lease that never arrives is not waited for for ever",
  { client: null, init: () => delete Navigator.prototype.locks },
  async ({ tabs: [tab], client }) => {
    await tab.page.setRequestInterception(true);
    tab.page.on("request", (request) => request.url().endsWith("/lease.js") || request.continue());
    await tab.open(client);
    await tab.run(() => auth.login({ username: "ada", password: "Sandbox-Ada-1" }));
    all([await tab.run(() => lab.outcome(auth.refresh()))], "user");
    assert.equal(await tab.run(() => auth.capabilities.lock), "tab");
  },
);

tabTest("locks that cannot be looked at are told as busy, and let go of", {}, async ({ tabs: [tab], control }) => {
  await signIn([tab]);
  await tab.run(() => {
    globalThis.query = LockManager.prototype.query;
    LockManager.prototype.query = () => Promise.reject(new DOMException("no", "InvalidStateError"));
  });
  const { result, refreshes } = await countRefreshes(control, () => tab.run(() => lab.outcome(auth.refresh())));
  assert.deepEqual([result.code, refreshes], ["refresh_busy", 0]);
  await tab.run(() => {
    LockManager.prototype.query = query;
  });
  all([await tab.run(() => lab.outcome(auth.refresh()))], "user");
});

ownTest("a store that never answers is done without", async ({ page, client }) => {
  const seen = await page.run(async (given) => {
    does.get = never;
    does.set = never;
    const one = await make(given);
    const seen = [(await lab.outcome(one.login(ADA))).kind, (await lab.outcome(one.fetch("/v1/me"))).status];
    const abort = new AbortController();
    const waiting = lab.outcome(one.logout({ signal: abort.signal }));
    const disposed = lab.outcome(one.login(ADA));
    one.dispose();
    return [
      ...seen,
      one.capabilities.storage,
      (await disposed).code,
      (await Promise.race([waiting, lab.sleep(3000).then(() => "waits")])) !== "waits",
    ];
  }, client);
  assert.deepEqual(seen, ["user", 200, "memory", "disposed", true]);
});

ownTest(
  "a write that failed is no reason not to try the next, and a sign-out that cannot be written removes what is there",
  async ({ page, client }) => {
    const seen = await page.run(async (given) => {
      const one = await make(given);
      await one.login(ADA);
      const fail = () => Promise.reject(new Error("down"));
      does.set = fail;
      await one.refresh();
      does.set = undefined;
      await one.refresh();
      const next = await make(given);
      const seen = [next.session.kind, (await lab.outcome(next.refresh())).kind];
      does.set = fail;
      await next.logout();
      does.set = undefined;
      return [...seen, (await make(given)).session.kind];
    }, client);
    assert.deepEqual(seen, ["user", "user", "signed-out"]);
  },
);

ownTest(
  "what cannot be read under the lock is no leave to spend the refresh token",
  async ({ page, client, control }) => {
    await page.run(async (given) => {
      globalThis.one = await make(given);
      await one.login(ADA);
      globalThis.other = await make(given);
      await one.refresh();
      does.get = () => Promise.reject(new Error("ECONNRESET"));
    }, client);
    const { result, refreshes } = await countRefreshes(control, () => page.run(() => lab.outcome(other.refresh())));
    assert.deepEqual([result.code, refreshes], ["refresh_busy", 0]);
    await page.run(() => {
      does.get = undefined;
    });
    all([await page.run(() => lab.outcome(other.refresh()))], "user");
    assert.equal((await control.counts()).refused, 0);
  },
);

ownTest("a store that gives something else than text is told as corrupt", async ({ page, client }) => {
  const seen = await page.run(async (given) => {
    does.get = () => ({ v: 1 });
    const one = await make(given);
    const problems = [];
    one.subscribe(({ problem }) => problems.push(problem));
    await lab.sleep(50);
    return [one.session.kind, problems];
  }, client);
  assert.deepEqual(seen, ["signed-out", ["corrupt"]]);
});

for (const [what, run] of Object.entries({
  "resolves without giving it": () => Promise.resolve(),
  "never gives it, whatever the signal says": () => never(),
  throws: () => {
    throw new Error("no");
  },
  "gives it much too late": (_, critical) => lab.sleep(3500).then(critical),
})) {
  ownTest(`a lock of the application's own that ${what} is told as busy`, async ({ page, client, control }) => {
    await page.run(async (given) => {
      globalThis.one = await make(given);
      await one.login(ADA);
    }, client);
    const { result, refreshes } = await countRefreshes(control, () =>
      page.run((source) => {
        does.run = (0, eval)(`(${source})`);
        return lab.outcome(one.refresh());
      }, run.toString()),
    );
    assert.deepEqual([result.code, refreshes], ["refresh_busy", 0]);
    await sleep(1000);
    await page.run(() => {
      does.run = undefined;
    });
    all([await page.run(() => lab.outcome(one.refresh()))], "user");
  });
}

tabTest(
  "a listener that throws, and a report of it that throws as well, disturb nobody",
  {},
  async ({ tabs: [tab], expectUncaught }) => {
    expectUncaught(/not even the report/);
    await tab.run(() => {
      globalThis.reportError = () => {
        throw new Error("not even the report");
      };
      auth.subscribe(() => {
        throw new Error("the listener");
      });
    });
    await signIn([tab]);
    assert.equal(await tab.run(() => auth.accessToken().then((token) => typeof token)), "string");
    all([await tab.run(() => lab.outcome(auth.logout()))], "done");
  },
);

tabTest(
  "a call with keepalive goes with the token that is due, and is refused where that has ended: it never waits",
  { settings: { accessTokenSeconds: 10 } },
  async ({ tabs: [tab], control }) => {
    await signIn([tab]);
    // Due for its last fifth.
    await sleep(8300);
    await control.faults({ token: { times: 9, delayMs: 3000 } });
    const call = () =>
      countRefreshes(control, () => tab.run(() => lab.outcome(auth.fetch("/v1/me", { keepalive: true }))));
    const due = await call();
    assert.deepEqual([due.result.status, due.refreshes], [200, 0]);
    await sleep(2500);
    const ended = await call();
    assert.deepEqual([ended.result.code, ended.refreshes], ["refresh_busy", 0]);
    assert.ok(ended.result.ms < 2500, "nobody waits for the answer");
  },
);
