// A page to work on, signed in where the contestant can.

import { visit } from "./pages.mjs";

export const USER = { username: "ada", password: "Sandbox-Ada-1" };

/** Opens a contestant's work page in a context of its own, signed in if `user` is given. */
export async function workPage({ browser, site, id, user, context, before }) {
  const place = context ?? (await browser.createBrowserContext());
  const opened = await visit(place, `${site.origin}/${id}/work.html`, { before });
  if (user) await opened.page.evaluate(({ username, password }) => contestant.signIn(username, password), user);
  return { ...opened, context: place, close: () => (context ? opened.page.close() : place.close()) };
}
