// One tab: runs things in its page, and does to its process what happens to the processes of real shoppers.

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export class Tab {
  #page;
  #renderers;
  #pid;
  #stopped = false;

  constructor(page, renderers) {
    this.#page = page;
    this.#renderers = renderers;
  }

  get page() {
    return this.#page;
  }

  /** Runs a function in the page, with `lab` and, once a client was opened, `auth`. */
  run(body, ...args) {
    return this.#page.evaluate(body, ...args);
  }

  /** The same, for what is waited for later or never: it may fail before anybody listens. */
  start(body, ...args) {
    const running = this.run(body, ...args);
    running.catch(() => {});
    return running;
  }

  /** Waits until a function gives something true in the page, be it in front or behind another. */
  until(condition, ...args) {
    return this.#page.waitForFunction(condition, { polling: 20 }, ...args);
  }

  /** Makes the tab's client. */
  open(options) {
    return this.run((given) => lab.open(given), options);
  }

  async close() {
    await this.#page.close();
  }

  /** The process of the page. Found by having the page fill much memory and looking for the process that has grown by it. */
  async pid() {
    for (let attempt = 1; !this.#pid && attempt <= 10; attempt += 1) {
      const size = 48 + 2 * attempt;
      const before = await residentMegabytes(await this.#renderers());
      await this.run((megabytes) => {
        globalThis.ballast = new Uint8Array(megabytes << 20).fill(1);
      }, size);
      const after = await residentMegabytes([...before.keys()]);
      await this.run(() => {
        globalThis.ballast = null;
      });
      const grown = [...after].filter(([pid, now]) => Math.abs(now - before.get(pid) - size) < size / 3);
      if (grown.length === 1) this.#pid = grown[0][0];
    }
    if (!this.#pid) throw new Error("which process the page runs in could not be found out");
    return this.#pid;
  }

  /** Ends the process of the page at once, as a crash or the system's memory guard would. `pid` must have been asked before. */
  kill() {
    process.kill(this.#pid, "SIGKILL");
  }

  /** Stops the process where it is, as a sleeping device does. `pid` must have been asked before. */
  stop() {
    process.kill(this.#pid, "SIGSTOP");
    this.#stopped = true;
  }

  /** Lets it go on, if it was stopped. */
  goOn() {
    if (this.#stopped) process.kill(this.#pid, "SIGCONT");
    this.#stopped = false;
  }

  /** Freezes the page, as browsers do with tabs in the background; or thaws it. */
  async freeze(state = "frozen") {
    const session = await this.#page.createCDPSession();
    await session.send("Page.setWebLifecycleState", { state });
    await session.detach();
  }
}

/** How much memory each process takes up. */
async function residentMegabytes(pids) {
  const sizes = new Map();
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const found = /^VmRSS:\s+(\d+) kB/m.exec(status);
    if (found) sizes.set(pid, Number(found[1]) / 1024);
  }
  return sizes;
}

/**
 * Runs a function in all tabs in the same instant, as near as one machine gets.
 * @returns {Promise<unknown[]>} what it gave, in the order of the tabs
 */
export async function together(tabs, body, ...args) {
  const moment = Date.now() + 60 + 10 * tabs.length;
  return Promise.all(
    tabs.map((tab) =>
      tab.run(
        async (source, when, given) => {
          const call = (0, eval)(`(${source})`);
          await lab.at(when);
          return call(...given);
        },
        body.toString(),
        moment,
        args,
      ),
    ),
  );
}

export { sleep };
