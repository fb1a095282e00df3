// Decoding the claims of tokens of 1 and of 8 KB.

import { able } from "../lib/contestants.mjs";
import { rounds } from "../lib/rounds.mjs";
import { workPage } from "../lib/work.mjs";

const SIZES = { "1 KB": 1024, "8 KB": 8192 };

/** A token like OrderCloud's, grown to a size by its roles. */
function tokenOf(size) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    usr: "ada",
    cid: "11111111-1111-4111-8111-111111111111",
    u: "1920563",
    usrtype: "buyer",
    iss: "https://auth.ordercloud.io",
    aud: "https://api.ordercloud.io",
    exp: 1_927_097_743,
    nbf: 1_926_492_943,
    role: [],
  };
  const make = () => `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}.${"s".repeat(342)}`;
  for (let i = 0; make().length < size; i++) claims.role.push(`CustomRole${i}`);
  return make();
}

/** @returns per size and contestant: microseconds for one token, a number for each round */
export async function measureClaims({ browser, site, budget, batches }) {
  const results = {};
  const pages = new Map();
  for (const { id } of able("decode")) {
    const opened = await workPage({ browser, site, id });
    await opened.page.evaluate(() => contestant.restore?.());
    pages.set(id, opened);
  }
  const tokens = Object.entries(SIZES).map(([name, size]) => [name, tokenOf(size)]);
  for (const [name] of tokens) results[name] = Object.fromEntries([...pages.keys()].map((id) => [id, []]));
  for (const _ of rounds(budget)) {
    for (const [name, token] of tokens) {
      for (const [id, { page }] of pages) {
        const time = await page.evaluate(
          (text, n) => loops.repeat({ work: () => contestant.decode(text), batches: n, size: 20 }),
          token,
          batches,
        );
        results[name][id].push(time);
      }
    }
  }
  for (const page of pages.values()) await page.close();
  return results;
}
