// Every way of becoming a user: sign in, register, single sign-on. The other ways stand in the footer and
// move into the dialog while it is open, so that there is one of each and it is where the shopper looks.
// A way is shown only where the platform has it.

import { notify } from "../ui/announce.js";
import { createDialog } from "../ui/dialog.js";
import { el, icon } from "../ui/dom.js";
import { sentence } from "../ui/sentences.js";
import { registerForm } from "./register.js";
import { signInForm } from "./sign-in.js";

/** @param {import("../main.js").Shop} shop @returns {() => void} opens the sign-in dialog */
export function startWaysIn(shop) {
  const { auth, platform } = shop;
  const dialog = createDialog();
  const home = /** @type {HTMLElement} */ (document.querySelector('[data-part="ways-in"]'));

  const ways = el(
    "div",
    { class: "ways" },
    platform.connectId !== null &&
      el(
        "button",
        { type: "button", class: "button button-quiet", test: "sso-start", on: { click: startSso } },
        icon("key"),
        "Single sign-on",
      ),
    platform.registers &&
      el(
        "button",
        { type: "button", class: "button button-quiet", test: "register-open", on: { click: openRegister } },
        icon("person"),
        "Create an account",
      ),
  );
  home.append(ways);
  dialog.onClose(() => home.append(ways));

  function openSignIn() {
    dialog.open("Welcome back", [signInForm(shop, dialog.close), ways.childElementCount > 0 && ways]);
  }

  function openRegister() {
    // A dialog that is already open only changes what it holds; the ways go home with its old content.
    home.append(ways);
    dialog.open("Create an account", registerForm(shop, dialog.close));
  }

  function startSso() {
    try {
      const returnPath = `${location.pathname}${location.search}`;
      location.assign(auth.ssoUrl({ connectId: platform.connectId ?? "", returnPath }));
    } catch (error) {
      notify(sentence(error), { problem: true });
    }
  }

  const draw = () => (home.hidden = auth.session.kind === "user" || ways.childElementCount === 0);
  shop.log.follow(draw);
  draw();
  return openSignIn;
}
