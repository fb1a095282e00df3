// The recipes that need a page: built by Vite, and used like a shop, in two tabs of headless Chromium.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { launchBrowser, Problems } from "../../e2e/lib/browser.mjs";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";
import { allByTestId, click, fill, gone, waitForText } from "../../e2e/lib/page.mjs";
import { serveFiles } from "../apps/lib/site.mjs";
import { at, edit, layOut, run, version } from "../apps/lib/workshop.mjs";

const TEST_MS = 120_000;
const BUILD_MS = 300_000;
const STEP_MS = 30_000;

let demo, behind, browser, site;

before(
  async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    behind = control(demo.sandbox);
    await layOut("recipes");
    await edit(at("recipes/client.js"), "http://127.0.0.1:7401", demo.sandbox);
    await run("recipes", ["node", "../node_modules/vite/bin/vite.js", "build"]);
    site = await serveFiles("recipes", "dist");
  },
  { timeout: BUILD_MS },
);
beforeEach(() => behind.reset());
after(async () => {
  await browser?.close();
  await site?.stop();
  await demo?.stop();
});

pageTest("React", "react", (shop) => useAsShopper(shop));

pageTest("Vue", "vue", (shop) => useAsShopper(shop));

pageTest("Svelte", "svelte", async (shop) => {
  await useAsShopper(shop, ["who", "who-by-store"]);
});

pageTest("TanStack Query", "@tanstack/react-query", async (shop) => {
  await useAsShopper(shop);
  await gone(shop.page, "product");
  // Once as the guest, and as the user once in each tab: nothing of the guest's was shown to the user.
  const loads = (await behind.requests()).filter(({ method, path }) => method === "GET" && path === "/v1/me/products");
  const owners = loads.map(({ tokenId }) => tokenId);
  assert.deepEqual(owners, [owners[0], owners[1], owners[1]]);
  assert.notEqual(owners[0], owners[1]);
});

/** A page that follows the session: a guest, a wrong password, a user, and a sign-out in another tab. */
async function useAsShopper({ page, tab }, names = ["who"]) {
  const reads = (where, text) => Promise.all(names.map((name) => waitForText(where, name, text)));
  await reads(page, "a guest");
  await allByTestId(page, "product", 5);

  await fill(page, "username", "ada");
  await fill(page, "password", "wrong");
  await click(page, "sign-in");
  await waitForText(page, "problem", "Wrong user name or password.");
  await reads(page, "a guest");
  await fill(page, "password", "Sandbox-Ada-1");
  await click(page, "sign-in");
  await reads(page, "ada");

  const second = await tab();
  await reads(second, "ada");
  await allByTestId(second, "product", 5);
  await click(second, "sign-out");
  await reads(second, "nobody");
  await reads(page, "nobody");

  const { tokenRequests } = await behind.counts();
  assert.deepEqual(
    [tokenRequests.anonymous, tokenRequests.password],
    [1, 2],
    "one guest, a wrong password and the right one",
  );
}

function pageTest(title, library, body) {
  const folder = title.toLowerCase().replace(" ", "-");
  test(`${title} follows the session, also from another tab`, { timeout: TEST_MS }, async (t) => {
    t.diagnostic(`${library} ${await version(library)}`);
    const context = await browser.createBrowserContext();
    const problems = new Problems();
    problems.expect(/status of 400 .*\/oauth\/token/); // the wrong password
    const tab = async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(STEP_MS);
      problems.listen(page);
      await page.goto(`${site.origin}/${folder}/`);
      return page;
    };
    try {
      await body({ page: await tab(), tab });
      problems.none();
    } catch (error) {
      problems.none(error);
      throw error;
    } finally {
      await context.close();
    }
  });
}
