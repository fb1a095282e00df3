// Signing in with a username and a password, or with a password that was sent for this one time.

import { person } from "../session.js";
import { notify } from "../ui/announce.js";
import { el, setText } from "../ui/dom.js";
import { failure, field, submitting } from "../ui/form.js";
import { sentence } from "../ui/sentences.js";

/**
 * @param {import("../main.js").Shop} shop
 * @param {() => void} close
 */
export function signInForm(shop, close) {
  const username = field({
    label: "Username",
    name: "username",
    autocomplete: "username",
    test: "username",
    verbatim: true,
  });
  const password = field({
    label: "Password",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    test: "password",
  });
  const problem = failure("sign-in-error");
  const button = el("button", { type: "submit", class: "button button-wide", test: "sign-in-submit" }, "Sign in");

  return el(
    "form",
    {
      class: "form",
      on: {
        submit: (/** @type {SubmitEvent} */ event) =>
          submitting(event, button, problem, sentence, async () => {
            const login = shop.auth.login({
              username: username.value(),
              password: password.input.value,
              transferOrder: true,
            });
            shop.cart.hold(login);
            // The user is in before the cart is: who is in need not wait for it.
            const end = shop.auth.subscribe(() => shop.auth.session.kind === "user" && close());
            const session = await login.finally(end);
            close();
            notify(`Welcome, ${person(session) ?? "friend"}.`);
          }),
      },
    },
    el("p", { class: "form-note" }, `What you put ${shop.platform.words.into} as a guest comes along.`),
    username.node,
    password.node,
    shop.platform.oneTimePasswords && oneTimePassword(shop, username, password, problem),
    problem.node,
    button,
  );
}

/**
 * @param {import("../main.js").Shop} shop
 * @param {ReturnType<typeof field>} username
 * @param {ReturnType<typeof field>} password
 * @param {ReturnType<typeof failure>} problem
 */
function oneTimePassword(shop, username, password, problem) {
  const sent = el("span", { class: "form-note", role: "status" });
  const request = async () => {
    problem.say("");
    if (username.value() === "") {
      problem.say("Please fill in your username first, so that we know whom to send it to.");
      username.input.focus();
      return;
    }
    try {
      await shop.auth.requestOneTimePassword({ username: username.value() });
      // The server does not tell whether it knows the name, and so neither do we.
      setText(sent, "If we know that name, a password for one sign-in is on its way. Type it above.");
      password.input.focus();
    } catch (error) {
      problem.say(sentence(error));
    }
  };
  return el(
    "p",
    { class: "form-aside" },
    el(
      "button",
      { type: "button", class: "link", test: "one-time-password", on: { click: request } },
      "Send me a one-time password",
    ),
    sent,
  );
}
