// @ts-check
// The sign-in dialog. The browser's own dialog element keeps the keyboard inside and gives it back.

import { notify } from "../ui/announce.js";
import { el, fill, icon } from "../ui/dom.js";
import { failure, field, submitting } from "../ui/form.js";
import { sentence } from "../ui/sentences.js";

/** @param {import("../main.js").Shop} shop @returns {() => void} opens the dialog */
export function signInDialog(shop) {
  const body = el("div", { class: "dialog-body" });
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "sign-in-title" }, body);
  document.body.append(dialog);
  dialog.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    // A click on the backdrop reaches the dialog itself, never its body.
    if (event.target === dialog) dialog.close();
  });
  // Nothing typed is kept once the dialog is gone.
  dialog.addEventListener("close", () => fill(body));

  const close = () => dialog.close();
  return () => {
    fill(
      body,
      el("div", { class: "dialog-head" }, el("h2", { id: "sign-in-title" }, "Welcome back"), el("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: close } }, icon("close"))),
      form(shop, close),
    );
    if (!dialog.open) dialog.showModal();
    body.querySelector("input")?.focus();
  };
}

/** @param {import("../main.js").Shop} shop @param {() => void} close */
function form(shop, close) {
  const username = field({ label: "Username", name: "username", autocomplete: "username", test: "username" });
  username.input.setAttribute("autocapitalize", "none");
  const password = field({ label: "Password", name: "password", type: "password", autocomplete: "current-password", test: "password" });
  const problem = failure("sign-in-error");
  const button = el("button", { type: "submit", class: "button button-wide", test: "sign-in-submit" }, "Sign in");

  return el(
    "form",
    {
      class: "form",
      on: {
        submit: (/** @type {SubmitEvent} */ event) =>
          submitting(event, button, problem, sentence, async () => {
            const session = await shop.auth.login({ username: username.value(), password: password.input.value, transferOrder: true });
            close();
            notify(`Welcome, ${session.claims.username ?? "friend"}. Your cart came along.`);
          }),
      },
    },
    el("p", { class: "form-note" }, "What you put into your cart as a guest stays in it."),
    username.node,
    password.node,
    problem.node,
    button,
  );
}
