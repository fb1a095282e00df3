// Where the seller signs in, through an API client that lets nobody else in.

import { el } from "../ui/dom.js";
import { failure, field, submitting } from "../ui/form.js";
import { ending, sentence } from "../ui/sentences.js";

/** @param {import("../back-office.js").BackOffice} office */
export function door({ auth }) {
  const username = field({
    label: "Username",
    name: "username",
    autocomplete: "username",
    test: "seller-username",
    verbatim: true,
  });
  const password = field({
    label: "Password",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    test: "seller-password",
  });
  const problem = failure("seller-error");
  const button = el(
    "button",
    { type: "submit", class: "button button-wide", test: "seller-sign-in" },
    "Open the back office",
  );
  const { session } = auth;
  if (session.kind === "signed-out" && session.reason !== null) problem.say(ending(session));

  const submit = (/** @type {SubmitEvent} */ event) =>
    submitting(event, button, problem, sentence, async () => {
      await auth.login({ username: username.value(), password: password.input.value });
    });
  return el(
    "div",
    { class: "office-door" },
    el(
      "div",
      {},
      el("p", { class: "eyebrow" }, "Seller"),
      el("h1", { class: "page-title" }, "Back office"),
      el(
        "p",
        { class: "page-lead" },
        "For the seller’s own people: who may come in through which API client, and how long they stay.",
      ),
    ),
    el("form", { class: "form", on: { submit } }, username.node, password.node, problem.node, button),
    el(
      "p",
      { class: "form-note" },
      "In the sandbox that is ",
      el("code", {}, "olivia"),
      ", with the password ",
      el("code", {}, "Sandbox-Olivia-1"),
      ". This session ends with the tab; whoever shops on this page stays as they are.",
    ),
  );
}
