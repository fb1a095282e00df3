// Answers are lost, late or errors: the session is kept, and what nobody can know is told as such.

import assert from "node:assert/strict";
import {
  all,
  countRefreshes,
  eventually,
  figure,
  rounds,
  signIn,
  tabTest,
  tally,
  together,
  untilAgreed,
} from "./lib/index.mjs";

for (const rotation of ["grace", "none"]) {
  tabTest(
    `an answer that is lost after the server has acted costs one more request at most and no session, rotation ${rotation}`,
    { count: 2, settings: { rotation } },
    async ({ tabs, control }) => {
      await signIn(tabs);
      const times = rounds(5);
      const ends = [];
      let most = 0;
      for (let round = 0; round < times; round += 1) {
        await control.expire();
        await control.faults({ token: { times: 1, dropAfterHandling: true } });
        const { result, refreshes } = await countRefreshes(control, () =>
          tabs[round % 2].run(() => lab.outcome(auth.fetch("/v1/me"))),
        );
        ends.push(result);
        most = Math.max(most, refreshes);
        // The next round is about a lost answer, and not about a tab that has yet to hear of this one.
        await untilAgreed(tabs);
      }
      figure(
        `answer lost, ${rotation}`,
        `${times} lost answers: ${times - (tally(ends)[200] ?? 0)} sessions lost, at most ${most} requests each`,
      );
      all(ends, 200);
      assert.ok(most <= 2, `${most} requests for one refresh`);
      for (const tab of tabs) assert.equal(await tab.run(() => auth.session.claims.username), "ada");
    },
  );
}

tabTest(
  "two answers lost in a row keep the session, tell network, and the next try brings it back",
  { count: 2 },
  async ({ tabs: [a, b], control }) => {
    await signIn([a, b]);
    await control.expire();
    // The browser itself may send once more on a connection that broke.
    await control.faults({ token: { times: -1, dropAfterHandling: true } });
    const { ok, code, retryable } = await a.run(() => lab.outcome(auth.fetch("/v1/me")));
    assert.deepEqual([ok, code, retryable], [false, "network", true]);
    await control.faults({});
    for (const tab of [a, b]) assert.equal(await tab.run(() => auth.session.kind), "user");
    await eventually(
      () => b.run(() => lab.outcome(auth.fetch("/v1/me"))),
      ({ status }) => status === 200,
    );
    await eventually(
      () => a.run(() => lab.outcome(auth.fetch("/v1/me"))),
      ({ status }) => status === 200,
    );
  },
);

for (const [how, fault, codes] of [
  ["comes too late", { drip: true }, ["refresh_outcome_unknown"]],
  // Where the browser sends the request once more by itself, the server sees the used token before the library knows.
  ["breaks off", { dropAfterHandling: true }, ["refresh_outcome_unknown", "session_expired"]],
]) {
  tabTest(
    `an answer that ${how} under strict rotation ends the session with a code of its own, with no loop, and signing in goes on`,
    { count: 2, client: { timeoutMs: 1500 }, settings: { rotation: "strict" } },
    async ({ tabs: [a, b], control }) => {
      await signIn([a, b]);
      await control.expire();
      await control.faults({ token: { times: 1, ...fault } });
      const { result, refreshes } = await countRefreshes(control, () =>
        eventually(
          () => a.run(() => lab.outcome(auth.fetch("/v1/me"))),
          ({ ok, retryable }) => ok || !retryable,
        ),
      );
      assert.ok(codes.includes(result.code), JSON.stringify(result));
      assert.ok(refreshes <= 3, `${refreshes} requests`);
      const after = await countRefreshes(control, async () => {
        for (let n = 0; n < 10; n += 1) await a.run(() => lab.outcome(auth.fetch("/v1/me")));
        await b.run(() => lab.outcome(auth.fetch("/v1/me")));
      });
      assert.equal(after.refreshes, 0, "nothing is asked again with a token that was refused");
      assert.equal(await a.run(() => auth.session.reason), result.code);
      await signIn([a, b]);
      all([await b.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    },
  );
}

tabTest(
  "of many refreshes, a third of which fail in one way or another, none loses the session",
  { count: 2 },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const ways = [
      { status: 500 },
      { status: 502 },
      { status: 503 },
      { status: 504 },
      { dropBeforeHandling: true },
      { dropAfterHandling: true },
    ];
    for (let round = 0; round < rounds(12); round += 1) {
      await control.expire();
      await control.faults(round % 3 === 0 ? { token: { times: 1, ...ways[(round / 3) % ways.length] } } : {});
      await eventually(
        () => tabs[round % 2].run(() => lab.outcome(auth.fetch("/v1/me"))),
        ({ status }) => status === 200,
      );
    }
    for (const tab of tabs) assert.equal(await tab.run(() => auth.session.claims.username), "ada");
    assert.equal((await control.counts()).revokedFamilies, 0);
  },
);

tabTest("a server that asks for patience gets it from all tabs", { count: 3 }, async ({ tabs, control }) => {
  await signIn(tabs);
  await control.expire();
  await control.faults({ token: { times: 1, status: 429, retryAfter: 4 } });
  const first = await tabs[0].run(() => auth.fetch("/v1/me").catch(({ code, retryAfterMs }) => [code, retryAfterMs]));
  assert.deepEqual(first, ["rate_limited", 4000]);
  const { result, refreshes } = await countRefreshes(control, () =>
    together(tabs, () => lab.outcome(auth.fetch("/v1/me"))),
  );
  all(result, "rate_limited");
  assert.equal(refreshes, 0, "nobody asks before the time is over");
  await eventually(
    () => tabs[1].run(() => lab.outcome(auth.fetch("/v1/me"))),
    ({ status }) => status === 200,
  );
});
