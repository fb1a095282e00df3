// Listeners are told when everything is done: they may do what they like.

import assert from "node:assert/strict";
import { ADA, all, signIn, tabTest } from "./lib/index.mjs";

tabTest(
  "a listener that calls back into the client, and waits for it, holds nobody up",
  { count: 2, settings: { rotation: "strict" } },
  async ({ tabs: [a, b], control }) => {
    await signIn([a, b]);
    await a.run(() => {
      globalThis.ends = [];
      let calls = 0;
      auth.subscribe(async (event) => {
        if (event.cause !== "refresh" || (calls += 1) > 3) return;
        // In the middle of the news about a refresh: a token, a call, another refresh, and in the end the sign-out.
        ends.push(await lab.outcome(auth.accessToken()), await lab.outcome(auth.fetch("/v1/me")));
        if (calls < 3) ends.push(await lab.outcome(auth.refresh()));
        else ends.push(await lab.outcome(auth.logout()));
      });
    });
    await control.expire();
    all([await a.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    await a.until(() => auth.session.kind === "signed-out");
    const ends = await a.run(() => ends);
    assert.ok(ends.length >= 6 && ends.every(({ ok }) => ok), JSON.stringify(ends));
    for (const { ms } of ends) assert.ok(ms < 5000, `${ms} ms`);
    await b.until(() => auth.session.kind === "signed-out");
  },
);

tabTest(
  "a listener that throws, or rejects, in one tab disturbs neither that tab nor the next",
  { count: 2 },
  async ({ tabs: [a, b], expectUncaught, control }) => {
    expectUncaught(/the listener's own fault/);
    await a.run(() => {
      auth.subscribe(() => {
        throw new Error("the listener's own fault");
      });
      auth.subscribe(async () => {
        throw new Error("the listener's own fault");
      });
      globalThis.heard = [];
      auth.subscribe((event) => heard.push(event.cause));
    });
    await signIn([a, b], ADA);
    await control.expire();
    all(await Promise.all([a, b].map((tab) => tab.run(() => lab.outcome(auth.fetch("/v1/me"))))), 200);
    assert.ok((await a.run(() => heard)).includes("login"), "the listener after the broken one hears everything");
  },
);
