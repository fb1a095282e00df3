// The ground that the refresh between tabs stands on: what one tab has written may not have reached the next tab when that
// one is given the lock. Shown on a bare counter, so that whoever doubts the need for the fence can see it.

import assert from "node:assert/strict";
import { figure, tabTest, together } from "./lib/index.mjs";

const STEPS = 40;

for (const kind of ["chromium", "firefox"]) {
  tabTest(
    "a counter under an exclusive lock loses additions without the fence, and none with it",
    { browsers: [kind], count: 8, client: null },
    async ({ tabs }) => {
      const plain = { steps: 0, counted: 0 };
      for (let attempt = 0; attempt < 15 && plain.steps === plain.counted; attempt += 1) {
        plain.counted += await additions(tabs, addInLock, `plain ${attempt}`);
        plain.steps += tabs.length * STEPS;
      }
      const fenced = await additions(tabs, addBehindFence, "fenced");
      figure(
        `counter, ${kind}`,
        `lock alone: ${plain.counted} of ${plain.steps}; with the fence: ${fenced} of ${tabs.length * STEPS}`,
      );
      assert.equal(fenced, tabs.length * STEPS);
      assert.ok(
        plain.counted < plain.steps,
        "this browser's storage keeps up with its locks: the fence is not needed here",
      );
    },
  );
}

async function additions(tabs, add, key) {
  await together(tabs, add, key, STEPS);
  // A view that is behind catches up.
  let counted = 0;
  for (let look = 0; look < 10; look += 1) {
    counted = Math.max(
      counted,
      await tabs[look % tabs.length].run((name) => lab.sleep(100).then(() => Number(localStorage[name])), key),
    );
  }
  return counted;
}

async function addInLock(key, steps) {
  for (let n = 0; n < steps; n += 1) {
    await navigator.locks.request(key, async () => {
      localStorage[key] = Number(localStorage[key] ?? 0) + 1;
    });
  }
}

/** The number that was written is also the name of a lock that the writer holds, and locks are known at once everywhere. */
async function addBehindFence(key, steps) {
  let release = () => {};
  const hold = (count) =>
    new Promise((held) => {
      navigator.locks.request(`${key} gen ${count}`, { mode: "shared" }, () => {
        held();
        return new Promise((resolve) => {
          release = resolve;
        });
      });
    });
  for (let n = 0; n < steps; n += 1) {
    await navigator.locks.request(key, async () => {
      const { held } = await navigator.locks.query();
      const newest = Math.max(
        0,
        ...held.map(({ name }) => Number(name.split(`${key} gen `)[1])).filter(Number.isFinite),
      );
      let count;
      while ((count = Number(localStorage[key] ?? 0)) < newest) await lab.sleep(2);
      localStorage[key] = count + 1;
      const old = release;
      await hold(count + 1);
      old();
    });
  }
}

tabTest("each tab of these tests has a process of its own", { count: 8, client: null }, async ({ tabs }) => {
  const pids = [];
  for (const tab of tabs) pids.push(await tab.pid());
  assert.equal(new Set(pids).size, tabs.length);
});
