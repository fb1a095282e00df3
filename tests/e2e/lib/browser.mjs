// Headless Chromium that keeps to this machine, and an ear for everything that goes wrong in its pages.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const FLAGS = [
  "--no-sandbox", // Chromium refuses to start as root with its own sandbox, as in a container
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-extensions",
  "--metrics-recording-only",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
];

/** Starts a browser with a fresh profile, which is thrown away when it is closed. */
export function launchBrowser({ args = [] } = {}) {
  return puppeteer.launch({
    executablePath: findChromium(),
    headless: true,
    pipe: true,
    args: [...FLAGS, ...args],
    defaultViewport: { width: 1280, height: 860 },
  });
}

function findChromium() {
  if (process.env.CHROME) return process.env.CHROME;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), MAC].find(existsSync);
  if (!found) throw new Error("no Chromium was found: install it, or point CHROME at it");
  return found;
}

/** Everything that went wrong in the pages it listens to, one sentence each. */
export class Problems {
  #found = [];
  #expected = [];

  /** These are meant to happen: a string that the sentence contains, or a pattern. */
  expect(...patterns) {
    this.#expected.push(...patterns);
  }

  /** Throws what happened without being expected; what the test itself failed with stays the cause. */
  none(cause) {
    if (cause?.name === Problems.name) return;
    const fits = (text) => (pattern) => (typeof pattern === "string" ? text.includes(pattern) : pattern.test(text));
    const found = this.#found.filter((text) => !this.#expected.some(fits(text)));
    if (found.length === 0) return;
    const also = cause ? `${cause.message}\nMeanwhile the page` : "the page";
    throw Object.assign(new Error(`${also} complained:\n${found.join("\n")}`, { cause }), { name: Problems.name });
  }

  /** Listens to a page; to be called before it goes anywhere. */
  listen(page) {
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const { url } = message.location();
      // Chromium reports here as well what a Content-Security-Policy refused, and answers with an error status.
      this.#found.push(`console: ${message.text()}${url ? ` (${url})` : ""}`);
    });
    page.on("pageerror", (error) => this.#found.push(`uncaught: ${error?.stack ?? error}`));
    page.on("error", (error) => this.#found.push(`page crashed: ${error.message}`));
  }
}
