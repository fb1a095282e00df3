// The API clients of the marketplace, one card each, and somebody to try their ways in as.

import { PEOPLE } from "../back-office.js";
import { notify } from "../ui/announce.js";
import { el } from "../ui/dom.js";
import { sentence } from "../ui/sentences.js";
import { empty, loading } from "../ui/states.js";
import { clientCard } from "./seller-client.js";

/** @param {import("../back-office.js").BackOffice} office */
export function desk(office) {
  let person = PEOPLE[0];
  /** @type {ReturnType<typeof clientCard>[]} */
  let cards = [];

  const list = loading({
    skeleton: () =>
      el(
        "div",
        { class: "line-skeletons" },
        [1, 2, 3, 4].map(() => el("span", { class: "skeleton skeleton-row" })),
      ),
    work: () => Promise.all([office.api.clients(), office.api.assignments()]),
    show: ([clients, assignments]) => {
      cards = clients.Items.map((/** @type {any} */ client, /** @type {number} */ place) =>
        clientCard({
          office,
          client,
          buyers: assignments.Items.filter(
            (/** @type {any} */ each) => each.ApiClientID === client.ID && each.BuyerID,
          ).map((/** @type {any} */ each) => each.BuyerID),
          person: () => person,
          open: place === 0,
        }),
      );
      return cards.length === 0
        ? empty("No API clients", "This marketplace has none yet.")
        : el(
            "ul",
            { class: "clients" },
            cards.map(({ node }) => el("li", {}, node)),
          );
    },
  });

  async function everyDoor() {
    if (all.getAttribute("aria-busy") === "true") return;
    all.setAttribute("aria-busy", "true");
    for (const card of cards) await card.knock();
    all.removeAttribute("aria-busy");
  }
  const all = el(
    "button",
    { type: "button", class: "button button-quiet", test: "try-all", on: { click: everyDoor } },
    "Try every door",
  );

  return [
    head(office),
    el(
      "fieldset",
      { class: "visitors" },
      el("legend", {}, "Who comes to the door?"),
      el(
        "div",
        { class: "visitors-row" },
        PEOPLE.map((each, place) =>
          el(
            "label",
            { class: "chip visitor" },
            el("input", {
              class: "visually-hidden",
              type: "radio",
              name: "visitor",
              checked: place === 0,
              test: `visitor-${each.username ?? "guest"}`,
              on: {
                change: () => {
                  person = each;
                  for (const card of cards) card.forget();
                },
              },
            }),
            each.name,
            el("span", { class: "visitor-note" }, each.note),
          ),
        ),
        all,
      ),
    ),
    list.box,
  ];
}

/** @param {import("../back-office.js").BackOffice} office */
function head({ auth }) {
  const { session } = auth;
  const leave = async () => {
    try {
      await auth.logout();
    } catch (error) {
      notify(sentence(error), { problem: true });
    }
  };
  return el(
    "div",
    { class: "office-head" },
    el(
      "div",
      {},
      el(
        "p",
        { class: "eyebrow" },
        "Seller · ",
        el("span", { test: "seller-name" }, session.kind === "user" ? session.claims.username : ""),
      ),
      el("h1", { class: "page-title" }, "Back office"),
      el(
        "p",
        { class: "page-lead" },
        "Each API client is a door with rules of its own. Change one, and try who still gets in.",
      ),
    ),
    el(
      "button",
      { type: "button", class: "button button-quiet", test: "seller-sign-out", on: { click: leave } },
      "Leave the back office",
    ),
  );
}
