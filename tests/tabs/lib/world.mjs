// One test: the sandbox back at its seed, a browser that has never been here, and tabs with a process each.
//
// The servers and browsers are started once for a file and ended after its last test. A test fails when a page throws
// without anybody catching it, or writes a secret into its console.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";
import { launch, missing } from "./browsers.mjs";
import { secrets } from "./canary.mjs";
import { isLong } from "./figures.mjs";
import { startSite } from "./server.mjs";
import { sleep, Tab } from "./tab.mjs";

const SHOP = "11111111-1111-4111-8111-111111111111";
export const ADA = { username: "ada", password: "Sandbox-Ada-1" };
export const GRACE = { username: "grace", password: "Sandbox-Grace-1" };

let demoStarting;
let siteStarting;
const browsers = {};

/**
 * Declares a test, once for each browser. The function gets:
 * - `tabs`, `count` of them (default 1), at the test page, each with an open client unless `client` is null
 * - `tab({ client, init, path, origin })`, one more; `init` is a function that runs before the page's own scripts
 * - `control`, the sandbox's control calls; `sandbox`, `site`, `storefront`: origins
 * - `client`, the options of the clients; `context`, the browser context; `expectUncaught(pattern)`
 *
 * @param {string} name a claim
 * @param {{ browsers?: ("chromium" | "firefox")[], count?: number, client?: object | null, settings?: object, init?: Function, skip?: string }} options
 * `settings` are those of the sandbox; what it says of rotation is told to the clients as well
 */
export function tabTest(name, options, body) {
  for (const kind of options.browsers ?? ["chromium"]) {
    const skip = options.skip ?? missing(kind);
    const title = kind === "chromium" ? name : `${name} (${kind})`;
    test(title, { timeout: isLong() ? 7_200_000 : 240_000, skip }, () => inWorld(kind, options, body));
  }
}

async function inWorld(kind, { count = 1, client = {}, settings = {}, init }, body) {
  const site = await (siteStarting ??= startSite());
  const [demo, browser] = await Promise.all([
    // Single sign-on leads back to the test page.
    (demoStarting ??= startDemo({ flags: ["--storefront-url", site.origin] })),
    (browsers[kind] ??= launch(kind)),
  ]);
  const behind = control(demo.sandbox);
  await behind.reset();
  await behind.settings(settings);
  const given = { clientId: SHOP, baseUrl: demo.sandbox, rotation: settings.rotation ?? "grace", ...client };
  const context = await browser.createBrowserContext();
  const [written, uncaught, expected, made] = [[], [], [], []];

  const tab = async (own = {}) => {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("console", (message) => written.push(message.text()));
    page.on("pageerror", (error) => uncaught.push(String(error?.stack ?? error)));
    const before = own.init ?? init;
    if (before) await page.evaluateOnNewDocument(...[before].flat());
    await page.goto(`${own.origin ?? site.origin}${own.path ?? "/"}`);
    await page.waitForFunction(() => globalThis.lab, { polling: 20 });
    const opened = new Tab(page, () => renderers(browser));
    made.push(opened);
    const wanted = own.client === undefined ? client && given : own.client && { ...given, ...own.client };
    if (wanted) await opened.open(wanted);
    return opened;
  };

  try {
    const tabs = [];
    // A few at a time: a machine of two cores starts no twenty processes at once.
    while (tabs.length < count)
      tabs.push(...(await Promise.all(Array.from({ length: Math.min(4, count - tabs.length) }, () => tab()))));
    await body({
      tabs,
      tab,
      control: behind,
      sandbox: demo.sandbox,
      storefront: demo.storefront,
      site: site.origin,
      client: given,
      context,
      browser,
      kind,
      written,
      expectUncaught: (pattern) => expected.push(pattern),
    });
    const surprises = uncaught.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(surprises, [], "nothing is thrown that nobody catches");
    assert.deepEqual(secrets(written.join("\n")), [], "no secret is in what the tabs wrote into their consoles");
  } finally {
    for (const each of made) each.goOn();
    await context.close().catch(() => {});
  }
}

/** The processes of all pages of a browser. */
async function renderers(browser) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/** Signs ada in, or another, in one tab, and waits until all the others know. */
export async function signIn(tabs, who = ADA) {
  await tabs[0].run((credentials) => auth.login(credentials), who);
  await Promise.all(
    tabs.map((tab) => tab.until((username) => auth.session.claims?.username === username, who.username)),
  );
}

/** Waits until all tabs have the same access token, however long the news takes. */
export async function untilAgreed(tabs) {
  const tokens = () => Promise.all(tabs.map((tab) => tab.run(() => auth.accessToken())));
  await eventually(
    async () => new Set(await tokens()).size,
    (different) => different === 1,
  );
}

/** Asks until the answer fits; gives up after half a minute. */
export async function eventually(ask, fits) {
  let answer;
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    answer = await ask();
    if (fits(answer)) return answer;
  }
  return assert.fail(`not within half a minute: ${JSON.stringify(answer)}`);
}

/** How many refreshes arrived while something was done, and what it gave. */
export async function countRefreshes(behind, work) {
  const before = await behind.counts();
  const result = await work();
  const now = await behind.counts();
  return { result, refreshes: now.tokenRequests.refresh_token - before.tokenRequests.refresh_token };
}

/** How many outcomes there are of each kind: `{ "200": 19, network: 1 }`. */
export function tally(outcomes) {
  const sums = {};
  for (const { ok, status, kind, code } of outcomes) {
    const what = ok ? (status ?? kind ?? "done") : code;
    sums[what] = (sums[what] ?? 0) + 1;
  }
  return sums;
}

/** Holds all outcomes to one: the status of an answer, a kind of session, or the code of an error. */
export function all(outcomes, what) {
  assert.deepEqual(tally(outcomes), { [what]: outcomes.length });
}

after(async () => {
  const all = await Promise.allSettled([demoStarting, siteStarting, ...Object.values(browsers)]);
  const [demo, site, ...launched] = all.map(({ value }) => value);
  for (const browser of launched) await browser?.close().catch(() => {});
  await site?.close();
  await demo?.stop();
});
