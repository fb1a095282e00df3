// An API that refuses every token: neither it nor the token endpoint is stormed.

import assert from "node:assert/strict";
import { all, figure, signIn, sleep, tabTest, together } from "./lib/index.mjs";

tabTest(
  "an API that always says 401 costs one refresh and two requests a call at most, and the 401 is the caller's",
  {},
  async ({ tabs: [tab], control }) => {
    await signIn([tab]);
    const before = await control.counts();
    await control.faults({ api: { times: -1, status: 401 } });
    const outcomes = await tab.run(async () => {
      const seen = await Promise.all(Array.from({ length: 50 }, () => lab.outcome(auth.fetch("/v1/me"))));
      for (let n = 0; n < 50; n += 1) seen.push(await lab.outcome(auth.fetch("/v1/me")));
      return seen;
    });
    all(outcomes, 401);
    const counts = await control.counts();
    const refreshes = counts.tokenRequests.refresh_token - before.tokenRequests.refresh_token;
    const requests = counts.apiRequests - before.apiRequests;
    figure("always 401", `100 calls: ${refreshes} refresh, ${requests} requests`);
    assert.ok(refreshes <= 1 && requests <= 200, `${refreshes} refreshes, ${requests} requests`);
    assert.equal(await tab.run(() => auth.session.kind), "user", "a 401 of the API's is no sign-out");
  },
);

tabTest("the same from ten tabs at once is still one refresh", { count: 10 }, async ({ tabs, control }) => {
  await signIn(tabs);
  const before = await control.counts();
  await control.faults({ api: { times: -1, status: 401 } });
  const outcomes = await together(tabs, () =>
    Promise.all(Array.from({ length: 10 }, () => lab.outcome(auth.fetch("/v1/me")))),
  );
  all(outcomes.flat(), 401);
  const counts = await control.counts();
  const refreshes = counts.tokenRequests.refresh_token - before.tokenRequests.refresh_token;
  assert.ok(refreshes <= 1, `${refreshes} refreshes`);
  assert.ok(counts.apiRequests - before.apiRequests <= 200, `${counts.apiRequests - before.apiRequests} requests`);
});

tabTest(
  "a session that the server has ended is told as expired to whoever waits, in every tab, and asked for once",
  { count: 4 },
  async ({ tabs, control }) => {
    await signIn(tabs);
    await control.revoke();
    await control.faults({ token: { times: 1, delayMs: 400 } });
    const outcomes = await together(tabs, () => lab.outcome(auth.fetch("/v1/me")));
    assert.equal((await control.counts()).tokenRequests.refresh_token, 1);
    for (const tab of tabs) {
      await tab.until(() => auth.session.kind === "signed-out");
      assert.equal(await tab.run(() => auth.session.reason), "session_expired");
    }
    // Nobody has signed out, so nobody is told so.
    all(outcomes, "session_expired");
  },
);

tabTest(
  "a call that was refused with two tokens in turn does not keep the newer one from being renewed",
  {},
  async ({ tabs: [tab], control }) => {
    await signIn([tab]);
    // The first answer is slow; meanwhile the token is renewed, and the server refuses the new one as well.
    await control.faults({ api: { times: 1, delayMs: 1200, status: 401 } });
    const slow = tab.start(() => lab.outcome(auth.fetch("/v1/me")));
    await sleep(300);
    await tab.run(() => auth.refresh());
    await control.expire();
    all([await slow], 401);
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);
