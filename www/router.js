// Which view the address asks for. Views live in the query (`?view=cart`), so that the shop is one file on
// any static host, links can be opened in a new tab, and the fragment stays free for the skip link.

import { announce } from "./ui/announce.js";
import { fill } from "./ui/dom.js";

/** @typedef {{ title: string, node: Node, leave?: () => void }} Page */
/** @typedef {(query: URLSearchParams) => Page} View */

/** The address of a view, relative to wherever the shop is served. @param {string} view @param {Record<string, string | number | null | undefined>} [parameters] */
export function address(view, parameters = {}) {
  const query = new URLSearchParams();
  if (view !== "catalog") query.set("view", view);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "./" : `?${text}`;
}

/**
 * @param {Record<string, View>} views by name; `catalog` is the first page, `missing` the answer to a name nobody knows
 * @param {HTMLElement} outlet
 * @param {(query: URLSearchParams) => void} [arrived] told of each view that is shown
 */
export function startRouter(views, outlet, arrived = () => {}) {
  /** @type {Page | null} */
  let page = null;

  /** @param {{ focus: boolean, scroll: number }} how */
  function render({ focus, scroll }) {
    page?.leave?.();
    const query = new URLSearchParams(location.search);
    const name = query.get("view") ?? "catalog";
    const view = Object.hasOwn(views, name) ? views[name] : views.missing;
    page = view(query);
    document.title = page.title;
    fill(outlet, page.node);
    outlet.dataset.view = name;
    arrived(query);
    scrollTo({ top: scroll, behavior: "instant" });
    if (focus) {
      // The new page's heading is where reading starts; without this a keyboard stays on the gone link.
      outlet.focus({ preventScroll: true });
      announce(page.title);
    }
  }

  /** @param {string} to @param {{ replace?: boolean }} [options] */
  function go(to, { replace = false } = {}) {
    const url = new URL(to, location.href);
    // The place to come back to with the browser's Back.
    if (!replace) history.replaceState({ scroll: scrollY }, "");
    history[replace ? "replaceState" : "pushState"]({ scroll: 0 }, "", url);
    render({ focus: true, scroll: 0 });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (
      !link ||
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    if (link.target || link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
    event.preventDefault();
    go(link.href);
  });
  addEventListener("popstate", (event) => render({ focus: true, scroll: event.state?.scroll ?? 0 }));
  render({ focus: false, scroll: 0 });

  return {
    go,
    /** Shows the same address again, for somebody else. */
    again: () => render({ focus: false, scroll: scrollY }),
    get view() {
      return outlet.dataset.view ?? "";
    },
  };
}

/** @typedef {ReturnType<typeof startRouter>} Router */
