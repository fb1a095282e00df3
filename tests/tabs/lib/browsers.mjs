// The browsers that the tests run in. Every tab gets a process of its own, as the tabs that a shopper opens one by one
// do: that is what makes their views of the storage differ.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";
import { launchBrowser } from "../../e2e/lib/browser.mjs";

const TABS = 40;

const CHROMIUM = [
  `--renderer-process-limit=${TABS * 2}`,
  // A name for a second party; everything else stays on this machine, and nothing else is resolved.
  "--host-resolver-rules=MAP *.elsewhere.example 127.0.0.1 , MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
];

const FIREFOX = {
  "dom.ipc.processCount": TABS,
  "dom.ipc.processCount.webIsolated": TABS,
  // A dead proxy catches whatever does not stay on this machine.
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "network.proxy.no_proxies_on": "127.0.0.1, localhost",
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "services.settings.server": "data:,",
  "extensions.getAddons.cache.enabled": false,
};

const firefox = () =>
  (process.env.FIREFOX
    ? [process.env.FIREFOX]
    : ["firefox-esr", "firefox"].flatMap((name) =>
        (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)),
      )
  ).find(existsSync);

/** Why a browser cannot be had; false if it can. */
export const missing = (name) =>
  name === "firefox" && !firefox() && "there is no Firefox: apt-get install firefox-esr, or point FIREFOX at one";

/** @param {"chromium" | "firefox"} name */
export function launch(name) {
  if (name === "chromium") return launchBrowser({ args: CHROMIUM });
  return puppeteer.launch({
    browser: "firefox",
    executablePath: firefox(),
    headless: true,
    extraPrefsFirefox: FIREFOX,
  });
}
