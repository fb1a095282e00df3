// The rules of one API client. What opens or closes a door is a switch and takes effect at once; what is typed
// is saved together.

import { notify } from "../ui/announce.js";
import { el, fill, icon } from "../ui/dom.js";
import { field } from "../ui/form.js";
import { toggle } from "../ui/switch.js";

/** @typedef {{ client: any, buyers: string[] }} Card */
/** @typedef {(done: string, work: () => Promise<void>) => Promise<void>} Change */

const SWITCHES = [
  ["Active", "Switched on"],
  ["AllowAnyBuyer", "Any buyer"],
  ["AllowAnySupplier", "Any supplier"],
  ["AllowSeller", "Sellers"],
  ["IsAnonBuyer", "Guests"],
];

/** @type {{ rule: string, label: string, hint: string, kind: "text" | "minutes" | "roles" }[]} */
const FIELDS = [
  { rule: "AccessTokenDuration", label: "Access token", hint: "Minutes, 10 to 600", kind: "minutes" },
  { rule: "RefreshTokenDuration", label: "Refresh token", hint: "Minutes; 0 for none", kind: "minutes" },
  { rule: "AnonymousTokenDuration", label: "Guest’s token", hint: "Minutes, from 10080", kind: "minutes" },
  {
    rule: "DefaultContextUserName",
    label: "Default user",
    hint: "Whom guests and the application act as",
    kind: "text",
  },
  {
    rule: "MinimumRequiredRoles",
    label: "Roles that one must have",
    hint: "Separated by spaces; empty for none",
    kind: "roles",
  },
  {
    rule: "MaximumGrantedRoles",
    label: "Roles that one may get",
    hint: "Separated by spaces; empty for all",
    kind: "roles",
  },
];

/** @param {import("../back-office.js").BackOffice} office @param {Card} card @param {Change} change */
export function rules(office, card, change) {
  /** @param {Record<string, unknown>} changed */
  const save = async (changed) => {
    card.client = await office.api.change(card.client.ID, changed);
  };
  return [
    el(
      "section",
      { class: "rules-doors" },
      el("h3", {}, "Who may come in"),
      SWITCHES.map(([rule, label]) =>
        toggle({
          label,
          note: rule,
          on: card.client[rule],
          test: `rule-${rule}`,
          change: (on) => change(`${label}: ${on ? "on" : "off"}.`, () => save({ [rule]: on })),
        }),
      ),
      companies(office, card, change),
    ),
    el("section", { class: "rules-terms" }, el("h3", {}, "On which terms"), terms(card, change, save)),
  ];
}

/** @param {import("../back-office.js").BackOffice} office @param {Card} card @param {Change} change */
function companies({ api }, card, change) {
  const list = el("ul", { class: "tags" });
  const buyer = field({
    label: "Let in one buyer by its ID",
    name: "buyer",
    autocomplete: "off",
    test: "assign-buyer",
    verbatim: true,
  });
  const draw = () =>
    fill(
      list,
      card.buyers.map((each) =>
        el(
          "li",
          { class: "tag tag-removable", test: "assigned-buyer" },
          each,
          el(
            "button",
            {
              type: "button",
              class: "tag-remove",
              "aria-label": `Let ${each} in no longer`,
              on: { click: () => remove(each) },
            },
            icon("close"),
          ),
        ),
      ),
    );
  /** @param {string} each */
  const remove = (each) =>
    change(`${each} is let in no longer.`, async () => {
      await api.unassign(card.client.ID, each);
      card.buyers = card.buyers.filter((other) => other !== each);
      draw();
      // The button that had the keyboard is gone.
      buyer.input.focus();
    }).catch(told);
  const add = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const wanted = buyer.value();
    change(`${wanted} is let in.`, async () => {
      await api.assign(card.client.ID, wanted);
      if (!card.buyers.includes(wanted)) card.buyers = [...card.buyers, wanted];
      buyer.input.value = "";
      draw();
    }).catch(told);
  };
  draw();
  return el(
    "form",
    { class: "rules-buyers", on: { submit: add } },
    buyer.node,
    el("button", { type: "submit", class: "button button-quiet button-compact", test: "assign-submit" }, "Let in"),
    list,
  );
}

/** @param {Card} card @param {Change} change @param {(changed: Record<string, unknown>) => Promise<void>} save */
function terms(card, change, save) {
  const fields = FIELDS.map(({ rule, label, hint, kind }) => {
    const made = field({
      label,
      name: rule,
      type: kind === "minutes" ? "number" : "text",
      autocomplete: "off",
      test: `rule-${rule}`,
      hint,
      required: false,
      verbatim: true,
    });
    made.input.value = write(card.client[rule], kind);
    return { rule, kind, ...made };
  });
  const button = el("button", { type: "submit", class: "button button-compact", test: "rules-save" }, "Save the terms");
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const changed = Object.fromEntries(fields.map(({ rule, kind, value }) => [rule, read(value(), kind)]));
    await change(`The terms of ${card.client.AppName} are saved.`, () => save(changed)).then(
      () => notify(`The terms of ${card.client.AppName} are saved.`),
      told,
    );
    button.removeAttribute("aria-busy");
  };
  // What does not fit is for the API to say.
  return el(
    "form",
    { class: "rules-fields", novalidate: true, on: { submit } },
    fields.map(({ node }) => node),
    button,
  );
}

/** The card has said what was wrong. */
function told() {}

/** @param {any} value @param {string} kind */
const write = (value, kind) => (kind === "roles" ? value.join(" ") : String(value ?? ""));

/** @param {string} text @param {string} kind */
function read(text, kind) {
  if (kind === "roles") return text.split(/[\s,]+/).filter(Boolean);
  if (text === "") return null;
  return kind === "minutes" ? Number(text) : text;
}
