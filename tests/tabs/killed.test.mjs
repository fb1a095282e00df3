// A tab's process ends in the middle of a refresh, as it does when a device runs out of memory: whoever comes next goes on.

import assert from "node:assert/strict";
import { all, countRefreshes, figure, rounds, signIn, sleep, tabTest, tally } from "./lib/index.mjs";

const refreshAnswered = async (control, since) => {
  for (;;) {
    const found = (await control.requests()).filter(({ n, grant }) => grant === "refresh_token" && n > since);
    if (found.length > 0) return;
    await sleep(10);
  }
};
const last = async (control) => (await control.requests()).at(-1)?.n ?? 0;

for (const [when, fault, longest] of [
  ["before the server has answered", { delayMs: 250 }, 500],
  ["while the answer is on its way", { drip: true }, 500],
]) {
  tabTest(
    `a tab killed in its refresh at any moment, ${when}, costs nothing: the next call of another tab is served`,
    { settings: { rotation: "grace" } },
    async ({ tabs: [survivor], tab, control }) => {
      await signIn([survivor]);
      const times = rounds(5);
      const ends = [];
      for (let round = 0; round < times; round += 1) {
        const victim = await tab();
        await victim.pid();
        await control.expire();
        await control.faults({ token: { times: 1, ...fault } });
        victim.start(() => auth.fetch("/v1/me"));
        await sleep(Math.random() * longest);
        victim.kill();
        await control.faults({});
        ends.push(await survivor.run(() => lab.outcome(auth.fetch("/v1/me"))));
        await victim.close().catch(() => {});
      }
      figure(`killed ${when}`, `${times} kills, ${times - (tally(ends)[200] ?? 0)} lost`);
      all(ends, 200);
      assert.equal(await survivor.run(() => auth.session.claims.username), "ada");
    },
  );
}

tabTest(
  "a tab killed before its request was sent frees the lock at once, and the next tab refreshes, also under strict rotation",
  { settings: { rotation: "strict" } },
  async ({ tabs: [survivor], tab, control }) => {
    await signIn([survivor]);
    for (let round = 0; round < rounds(3); round += 1) {
      // The victim's requests leave the page for nowhere: it holds the lock, and the server hears nothing.
      const victim = await tab();
      await victim.pid();
      await victim.page.setRequestInterception(true);
      victim.page.on("request", (request) => (request.url().includes("/oauth/") ? undefined : request.continue()));
      await control.expire();
      victim.start(() => auth.fetch("/v1/me"));
      await victim.page.waitForRequest((request) => request.url().includes("/oauth/token"));
      victim.kill();
      all([await survivor.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
      await victim.close().catch(() => {});
    }
    assert.equal((await control.counts()).revokedFamilies, 0);
  },
);

tabTest(
  "killed between the server's rotation and the write, under strict rotation: refresh_outcome_unknown, once, then sign in",
  { count: 2, settings: { rotation: "strict" } },
  async ({ tabs: [survivor, other], tab, control }) => {
    for (let round = 0; round < Math.min(rounds(2), 10); round += 1) {
      await signIn([survivor, other]);
      const victim = await tab();
      await victim.pid();
      await control.expire();
      await control.faults({ token: { times: 1, drip: true } });
      const since = await last(control);
      victim.start(() => auth.fetch("/v1/me"));
      await refreshAnswered(control, since);
      victim.kill();
      await control.faults({});
      all([await survivor.run(() => lab.outcome(auth.fetch("/v1/me")))], "refresh_outcome_unknown");
      const { refreshes } = await countRefreshes(control, async () => {
        for (const one of [survivor, other]) {
          const { ok, code } = await one.run(() => lab.outcome(auth.fetch("/v1/me")));
          assert.ok(!ok && ["signed_out", "refresh_outcome_unknown", "session_expired"].includes(code), code);
        }
      });
      assert.equal(refreshes, 0, "what the server has refused is not asked for again");
      assert.equal(await survivor.run(() => auth.session.reason), "refresh_outcome_unknown");
      await victim.close().catch(() => {});
    }
  },
);
