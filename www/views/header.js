// Brings the header in index.html to life: search, who is signed in, and what the cart holds.

import { address } from "../router.js";
import { person } from "../session.js";
import { notify } from "../ui/announce.js";
import { setText } from "../ui/dom.js";
import { sentence } from "../ui/sentences.js";

/** @param {import("../main.js").Shop} shop */
export function startHeader(shop) {
  /** @param {string} name @returns {any} */
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const count = part("cart-count");
  const open = part("cart-open");
  const account = part("account");
  const username = part("username");
  const signIn = part("sign-in");
  const signOut = part("sign-out");
  const search = part("search");

  search.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    shop.router.go(address("catalog", { search: String(new FormData(search).get("search") ?? "").trim() }));
  });
  signIn.addEventListener("click", () => shop.signIn());
  signOut.addEventListener("click", async () => {
    try {
      await shop.auth.logout();
      notify("You are signed out.");
    } catch (error) {
      notify(sentence(error), { problem: true });
    }
  });

  const { words } = shop.platform;
  setText(open.querySelector(".action-label"), words.cart);
  // Whoever has no page of their own is still called by name.
  if (!("account" in shop.views)) account.removeAttribute("href");

  function drawCart() {
    setText(count, shop.cart.current.count);
    open.setAttribute(
      "aria-label",
      `${words.cart}, ${shop.cart.current.count} ${shop.cart.current.count === 1 ? "piece" : "pieces"}`,
    );
    count.classList.toggle("count-empty", shop.cart.current.count === 0);
  }

  function drawSession() {
    const { session } = shop.auth;
    const user = session.kind === "user";
    account.hidden = !user;
    signOut.hidden = !user;
    signIn.hidden = user;
    if (user) setText(username, person(session) ?? "Account");
  }

  shop.cart.subscribe(drawCart);
  shop.log.follow(drawSession);
  drawCart();
  drawSession();
  return {
    /** The search field says what the page below shows. @param {URLSearchParams} query */
    showSearch(query) {
      search.elements.search.value = query.get("search") ?? "";
    },
  };
}
