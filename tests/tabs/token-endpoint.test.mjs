// The server behind all these tests, under load: a sandbox that grows or slows down with what is asked of it would be the
// thing that is measured elsewhere.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { test } from "node:test";
import { startDemo } from "../e2e/lib/demo.mjs";
import { figure, isLong } from "./lib/figures.mjs";

/** The cheapest grant: a guest, who has no password to be hashed. */
const GUEST = "client_id=11111111-1111-4111-8111-111111111111&grant_type=client_credentials";
const AT_ONCE = 16;

const askFor = (agent, port, count) => {
  let left = count;
  const one = () =>
    new Promise((resolve, reject) => {
      const headers = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": GUEST.length };
      const asked = request({ port, agent, method: "POST", path: "/oauth/token", headers }, (response) => {
        response.resume();
        response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(response.statusCode))));
      });
      asked.on("error", reject);
      asked.end(GUEST);
    });
  const line = async () => {
    while (left-- > 0) await one();
  };
  return Promise.all(Array.from({ length: AT_ONCE }, line));
};

/** Seconds of CPU that a process has used, and the megabytes it holds; null where /proc is not there to tell. */
const usage = async (pid) => {
  try {
    // Fields 14 and 15 of proc(5), counted behind the name, which may hold anything: user and system time in hundredths.
    const stat = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").pop().split(" ");
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return {
      seconds: (Number(stat[11]) + Number(stat[12])) / 100,
      megabytes: Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024,
    };
  } catch {
    return null;
  }
};

/** How many signatures like that of a token (RS256, 2048 bits) one core makes in a second: no server can give out more. */
const signatures = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const token = Buffer.alloc(600, "x");
  const count = 500;
  const before = process.cpuUsage().user;
  for (let i = 0; i < count; i++) sign("sha256", token, privateKey);
  return Math.round((count / (process.cpuUsage().user - before)) * 1e6);
};

test("guests by the thousand leave the sandbox as large as it was", { timeout: 600_000 }, async () => {
  const [warm, count] = isLong() ? [25_000, 100_000] : [2_000, 6_000];
  const demo = await startDemo();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const { port } = new URL(demo.sandbox);
    await askFor(agent, port, warm);
    const before = await usage(demo.pid);
    await askFor(agent, port, count - warm);
    const after = await usage(demo.pid);
    if (!before || !after) return;
    const rate = Math.round((count - warm) / (after.seconds - before.seconds));
    const [small, large] = [before, after].map(({ megabytes }) => megabytes.toFixed(1));
    const most = `OpenSSL signs ${signatures()} on it`;
    figure(
      "token requests",
      `${rate} a second of one core (${most}); ${small} MB after ${warm}, ${large} MB after ${count} requests`,
    );
    assert.ok(after.megabytes < before.megabytes * 1.25 + 4, `${small} MB became ${large} MB`);
  } finally {
    agent.destroy();
    await demo.stop();
  }
});
