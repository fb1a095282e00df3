// Networks and servers go away: twenty tabs share their failures, and nobody hammers.

import assert from "node:assert/strict";
import { countRefreshes, eventually, figure, isLong, signIn, tabTest, tally, together } from "./lib/index.mjs";

tabTest(
  "twenty tabs without a network share their failures, ask seldom, keep the session, and are back at once",
  { count: 20, settings: { accessTokenSeconds: 4 } },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const seconds = isLong() ? 600 : 9;
    let requests = 0;
    let counting = true;
    for (const { page } of tabs)
      page.on("request", (request) => {
        if (counting && request.url().endsWith("/oauth/token")) requests += 1;
      });
    await Promise.all(tabs.map(({ page }) => page.setOfflineMode(true)));
    const outcomes = [];
    // In pieces: nobody lets a single call into a page take ten minutes.
    const pieces = Math.ceil(seconds / 60);
    for (let piece = 0; piece < pieces; piece += 1) {
      outcomes.push(
        ...(await together(
          tabs,
          async (until) => {
            const seen = [];
            for (; Date.now() < until; await lab.sleep(1000)) seen.push(await lab.outcome(auth.accessToken()));
            return seen;
          },
          Date.now() + (seconds / pieces) * 1000,
        )),
      );
    }
    counting = false;
    const slowest = Math.max(...outcomes.flat().map(({ ms }) => ms));
    for (const code of Object.keys(tally(outcomes.flat())))
      assert.ok(["done", "network", "refresh_busy"].includes(code), code);
    for (const seen of outcomes.slice(-tabs.length)) assert.equal(seen.at(-1).ok, false, "the token has ended");
    await Promise.all(tabs.map(({ page }) => page.setOfflineMode(false)));
    const began = Date.now();
    const { refreshes } = await countRefreshes(control, () =>
      Promise.all(
        tabs.map((tab) =>
          eventually(
            () => tab.run(() => lab.outcome(auth.fetch("/v1/me"))),
            ({ status }) => status === 200,
          ),
        ),
      ),
    );
    const back = Date.now() - began;
    figure(
      "network down",
      `${seconds} s: ${requests} token requests of 20 tabs, the slowest call settled after ${(slowest / 1000).toFixed(1)} s, all back after ${(back / 1000).toFixed(1)} s with ${refreshes} refresh`,
    );
    assert.ok(requests <= (isLong() ? 30 : 12), `${requests} token requests`);
    assert.ok(slowest < 25_000, `a call waited ${slowest} ms`);
    assert.ok(back < 10_000, `back after ${back} ms`);
    for (const tab of tabs) assert.equal(await tab.run(() => auth.session.claims.username), "ada");
  },
);

tabTest(
  "twenty tabs whose server refuses them share their failures and keep the session",
  { count: 20 },
  async ({ tabs, control }) => {
    await signIn(tabs);
    await control.expire();
    await control.faults({ token: { times: -1, status: 503 } });
    const { result, refreshes } = await countRefreshes(control, () =>
      together(
        tabs,
        async (end) => {
          const seen = [];
          for (; Date.now() < end; await lab.sleep(500)) seen.push(await lab.outcome(auth.fetch("/v1/me")));
          return seen;
        },
        Date.now() + 5000,
      ),
    );
    for (const [code] of Object.entries(tally(result.flat())))
      assert.ok(["server_unavailable", "refresh_busy"].includes(code), code);
    assert.ok(refreshes <= 10, `${refreshes} token requests in 5 seconds`);
    await control.faults({});
    for (const tab of tabs) assert.equal(await tab.run(() => auth.session.claims.username), "ada");
    await eventually(
      () => tabs[7].run(() => lab.outcome(auth.fetch("/v1/me"))),
      ({ status }) => status === 200,
    );
  },
);
