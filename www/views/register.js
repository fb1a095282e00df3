// A guest becomes a registered user, and the cart stays where it is.

import { notify } from "../ui/announce.js";
import { el } from "../ui/dom.js";
import { failure, field, submitting } from "../ui/form.js";
import { sentence } from "../ui/sentences.js";

/**
 * @param {import("../main.js").Shop} shop
 * @param {() => void} close
 */
export function registerForm(shop, close) {
  const first = field({
    label: "First name",
    name: "firstName",
    autocomplete: "given-name",
    test: "register-first-name",
  });
  const last = field({ label: "Last name", name: "lastName", autocomplete: "family-name", test: "register-last-name" });
  const email = field({ label: "E-mail", name: "email", type: "email", autocomplete: "email", test: "register-email" });
  const username = field({
    label: "Username",
    name: "username",
    autocomplete: "username",
    test: "register-username",
    verbatim: true,
  });
  const password = field({
    label: "Password",
    name: "password",
    type: "password",
    autocomplete: "new-password",
    test: "register-password",
    hint: "Ten characters or more, with upper and lower case and a digit.",
    minlength: 10,
  });
  const problem = failure("register-error");
  const button = el(
    "button",
    { type: "submit", class: "button button-wide", test: "register-submit" },
    "Create account",
  );

  return el(
    "form",
    {
      class: "form",
      on: {
        submit: (/** @type {SubmitEvent} */ event) =>
          submitting(event, button, problem, sentence, async () => {
            // It is the guest that becomes the user, so there has to be one.
            await shop.auth.loginAnonymously();
            await shop.auth.register({
              Username: username.value(),
              FirstName: first.value(),
              LastName: last.value(),
              Email: email.value(),
              Password: password.input.value,
              Active: true,
            });
            close();
            shop.cart.refresh();
            notify(`Welcome to the shop, ${first.value()}.`);
          }),
      },
    },
    el("div", { class: "form-pair" }, first.node, last.node),
    email.node,
    username.node,
    password.node,
    problem.node,
    button,
  );
}
