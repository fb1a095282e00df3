// What holds for the page as such: no token where it can be read, a policy that is in force, addresses that
// can be opened, and an answer for every state of the server.

import assert from "node:assert/strict";
import { allByTestId, byTestId, shopTest, waitForText, waitUntil } from "./lib/index.mjs";
import { addToCart, signIn } from "./steps.mjs";

shopTest(
  "no token reaches the document, the address, the history or the console",
  { path: null },
  async ({ page, storefront }) => {
    const tokens = [];
    const said = [];
    const addresses = [];
    page.on("response", async (response) => {
      if (!response.url().endsWith("/oauth/token") || response.request().method() !== "POST") return;
      const { access_token: access, refresh_token: refresh } = await response.json();
      tokens.push(...[access, refresh].filter(Boolean));
    });
    page.on("console", (message) => said.push(message.text()));
    page.on("framenavigated", (frame) => addresses.push(frame.url()));

    const seen = [];
    const look = async () =>
      seen.push(
        ...(await page.evaluate(() => [
          document.documentElement.outerHTML,
          location.href,
          document.cookie,
          JSON.stringify(history.state),
          ...[...document.querySelectorAll("input")].map((input) => input.value),
        ])),
      );

    await page.goto(storefront);
    await addToCart(page, 0);
    await (await page.waitForSelector('[data-part="session-toggle"]')).click();
    await look();
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    await look();
    await (await page.waitForSelector('[data-part="account"]')).click();
    await waitUntil(page, "the account", () => document.querySelector("main h1")?.textContent.startsWith("Hello,"));
    await look();

    assert.ok(tokens.length >= 3, "a guest's token and a user's two were seen on the wire");
    for (const part of tokens.flatMap((token) => token.split(".")).filter((each) => each.length > 20)) {
      assert.ok(!seen.join("\n").includes(part), "a token stands in the page");
      assert.ok(!said.join("\n").includes(part), "a token was logged");
      assert.ok(!addresses.join("\n").includes(part), "a token was in an address");
    }
  },
);

shopTest("the page's policy refuses markup from strings and foreign scripts", async ({ page, expectProblem }) => {
  expectProblem(/TrustedHTML|Trusted Type|Content Security Policy/i);
  await byTestId(page, "product");
  const refused = await page.evaluate(() => {
    try {
      document.createElement("div").innerHTML = "<b>no</b>";
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(refused, "Trusted Types are in force");
  const [policy] = await page.evaluate(async () => [(await fetch("/")).headers.get("content-security-policy")]);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
});

shopTest("text that looks like markup stays text", async ({ page, storefront }) => {
  await page.goto(`${storefront}/?search=${encodeURIComponent("<img src=x onerror=alert(1)>")}`);
  await waitUntil(page, "the empty shelf", () => document.querySelector("main h1")?.textContent.includes("<img src=x"));
  assert.equal(await page.$("main img[src='x']"), null);
});

for (const [address, expected] of [
  ["/?category=carry", "Carry"],
  ["/?view=product&id=tarn-mug", "Tarn Mug"],
  ["/?view=cart", "Your cart"],
  ["/?view=account", "You are not signed in"],
  ["/?view=seller", "Back office"],
  ["/?view=nowhere", "This path leads nowhere"],
]) {
  shopTest(`the address ${address} opens by itself`, { path: address }, async ({ page }) => {
    await waitUntil(
      page,
      `the heading “${expected}”`,
      (text) => [...document.querySelectorAll("main h1, main h2")].some((each) => each.textContent === text),
      expected,
    );
  });
}

shopTest("search, categories, pages and Back show what their address says", async ({ page }) => {
  await allByTestId(page, "product", 12);
  await page.type("#search", "wool");
  await page.keyboard.press("Enter");
  await waitUntil(page, "fewer products", () => {
    const shown = document.querySelectorAll('[data-testid="product"]').length;
    return shown > 0 && shown < 12;
  });
  await page.goBack();
  await allByTestId(page, "product", 12);
  assert.equal(await page.$eval("#search", (input) => input.value), "");
  await (await page.waitForSelector('[aria-label="Page 3"]')).click();
  await waitUntil(page, "the last page", () => document.querySelectorAll('[data-testid="product"]').length === 2);
});

shopTest(
  "a server that fails is told in a sentence, and trying again works",
  async ({ page, control, expectProblem }) => {
    expectProblem(/status of 500/);
    await byTestId(page, "product");
    await control.faults({ api: { times: -1, status: 500 } });
    await (await page.waitForSelector(".chip:nth-child(3)")).click();
    await waitUntil(page, "a sentence", () =>
      document.querySelector('main [role="alert"]')?.textContent.includes("Our server is not answering"),
    );
    await control.faults({ api: { times: 0 } });
    await (await page.waitForSelector('main [role="alert"] button')).click();
    await byTestId(page, "product");
  },
);

for (const [missing, said] of [
  ["/pkg/index.js", "The shop did not open"],
  ["/pkg/storefront-auth.wasm", "That did not work"],
  ["/config.json", "That did not work"],
]) {
  shopTest(`a visit without ${missing} is told so, and a reload opens the shop`, { path: null }, async (t) => {
    const { page, storefront, expectProblem } = t;
    expectProblem(/Failed to load resource|Failed to fetch|Error/);
    await page.setRequestInterception(true);
    let broken = true;
    page.on("request", (request) =>
      broken && new URL(request.url()).pathname === missing ? request.abort() : request.continue(),
    );
    await page.goto(storefront);
    await waitUntil(
      page,
      `“${said}”`,
      (text) => document.querySelector('main [role="alert"]')?.textContent.includes(text),
      said,
    );
    broken = false;
    await (await page.waitForSelector('main [role="alert"] button')).click();
    await byTestId(page, "product");
  });
}

shopTest("a click that comes before the shop is open is not lost", { path: null }, async ({ page, storefront }) => {
  await page.setRequestInterception(true);
  let release = () => {};
  const held = new Promise((resolve) => (release = resolve));
  page.on("request", async (request) => {
    if (request.url().endsWith(".wasm")) await held;
    await request.continue();
  });
  await page.goto(storefront, { waitUntil: "domcontentloaded" });
  await (await byTestId(page, "sign-in-open")).click();
  assert.equal(await page.$("dialog[open]"), null, "the shop was not open yet, or this test proves nothing");
  release();
  await byTestId(page, "username");
});

shopTest("the keyboard reaches the content, and a new view takes it along", async ({ page }) => {
  await byTestId(page, "product");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  await waitUntil(page, "the content to have the keyboard", () => document.activeElement?.id === "main");
  await (await page.waitForSelector('[data-testid="cart-open"]')).focus();
  await page.keyboard.press("Enter");
  await waitUntil(
    page,
    "the cart to have the keyboard",
    () => document.activeElement?.id === "main" && document.title.startsWith("Cart"),
  );
});

shopTest("nothing is wider than a small phone", async ({ page, storefront }) => {
  await page.setViewport({ width: 360, height: 740 });
  for (const address of ["/", "/?view=product&id=fell-kettle", "/?view=cart", "/?view=account", "/?view=seller"]) {
    await page.goto(storefront + address);
    await waitUntil(
      page,
      "the view",
      () => document.querySelector("main h1, main h2") !== null && document.querySelector("main [aria-busy]") === null,
    );
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, address);
  }
});
