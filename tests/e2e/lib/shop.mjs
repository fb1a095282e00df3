// One end-to-end test: the sandbox back at its seed, a browser that has never been here, and a page that may
// not complain.
//
// The servers and the browser are started once for a file, when its first test begins, and ended after its
// last, whatever happened. Each test has a browser context of its own: storage, cookies and locks are shared by
// the tabs of one test and by nothing else. A test fails when a page logs an error, throws, or violates its
// Content-Security-Policy without the test having said so beforehand.

import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { launchBrowser, Problems } from "./browser.mjs";
import { control } from "./control.mjs";
import { startDemo } from "./demo.mjs";

const STEP_MS = 15_000;
const TEST_MS = 90_000;
const pictures = process.env.SCREENSHOTS ?? join(tmpdir(), "storefront-auth-screenshots");

/** One for each platform that a test of the file asks for. */
const demosStarting = new Map();
let browserStarting;
let flags = [];

function demoOn(platform) {
  if (!demosStarting.has(platform)) {
    const more = platform === undefined ? [] : ["--platform", platform];
    demosStarting.set(platform, startDemo({ flags: [...flags, ...more] }));
  }
  return demosStarting.get(platform);
}

/** Further flags of the sandbox for all tests of a file, e.g. `sandboxFlags("--rotation", "strict")`; before the first test. */
export function sandboxFlags(...more) {
  flags = more;
}

/**
 * Declares a test. The function gets:
 * - `page`, at the storefront's start page (`path: null` in the options: nowhere yet), and `tab(path)` for another tab
 * - `storefront` and `sandbox`, their origins, and `control`, the sandbox's control calls
 * - `context`, the browser context; `browser`, the browser
 * - `expectProblem(pattern…)`, for what the page is meant to complain about
 * - `screenshot(name)`, which returns the path of the picture
 *
 * @param {string} name a claim
 * The shop is opened on the platform of the options, or as it is without being told.
 *
 * @param {{ platform?: "ordercloud" | "orocommerce", path?: string | null, skip?: boolean | string, only?: boolean, timeout?: number }} [options]
 */
export function shopTest(name, options, body = options) {
  const { platform, path = "/", timeout = TEST_MS, ...rest } = typeof options === "function" ? {} : options;
  test(name, { timeout, ...rest }, async () => {
    const [demo, browser] = await Promise.all([demoOn(platform), (browserStarting ??= launchBrowser())]);
    const behind = control(demo.sandbox);
    await behind.reset();
    const context = await browser.createBrowserContext();
    const problems = new Problems();

    const tab = async (where = "/") => {
      const page = await context.newPage();
      page.setDefaultTimeout(STEP_MS);
      problems.listen(page);
      // The same shop on the other engine, as in browsers where WebAssembly is off.
      if (process.env.ENGINE === "js") await page.evaluateOnNewDocument(() => void delete globalThis.WebAssembly);
      if (where !== null) await page.goto(new URL(where, demo.storefront).href);
      return page;
    };
    const screenshot = async (picture, of) => {
      await mkdir(pictures, { recursive: true });
      const file = join(pictures, `${picture.replaceAll(/[^a-z0-9]+/gi, "-")}.png`);
      await (of ?? (await context.pages()).at(-1)).screenshot({ path: file });
      return file;
    };

    try {
      const page = await tab(path);
      await body({
        page,
        tab,
        context,
        browser,
        storefront: demo.storefront,
        sandbox: demo.sandbox,
        control: behind,
        expectProblem: (...patterns) => problems.expect(...patterns),
        screenshot: (picture, of = page) => screenshot(picture, of),
      });
      problems.none();
    } catch (error) {
      const file = await screenshot(`failed ${name}`).catch(() => null);
      if (file) console.error(`screenshot: ${file}`);
      problems.none(error);
      throw error;
    } finally {
      await context.close().catch(() => {});
    }
  });
}

after(async () => {
  const [browser, ...demos] = await Promise.allSettled([browserStarting, ...demosStarting.values()]);
  await browser.value?.close().catch(() => {});
  await Promise.all(demos.map((demo) => demo.value?.stop()));
});
