// The one way this shop makes elements. Text always becomes a text node: there is no path from a product's
// or a claim's text to markup, which is what lets the page run under Trusted Types and a policy without
// inline styles.

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes; `on` holds listeners, `test` the `data-testid`;
 *   false, null and undefined leave an attribute out, true sets an empty one
 * @param {...Child} children
 * @returns {any} the element, typed loosely so that callers need no casts
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(/** @type {Record<string, EventListener>} */ (value))) {
        element.addEventListener(type, listener);
      }
    } else if (name === "test") {
      element.dataset.testid = String(value);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

/** @param {Element} parent @param {Child[]} children */
function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces what an element holds. @param {Element} element @param {...Child} children */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** Writes text only where it differs, so that live regions and selections are left in peace. @param {Element} element @param {string | number} text */
export function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = String(text);
}

const SVG = "http://www.w3.org/2000/svg";

/** Outlines on a 24 by 24 grid, drawn with one stroke width. @type {Record<string, string>} */
const OUTLINES = {
  bag: "M5 8h14l1 12.5H4L5 8Z M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z M4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z M15.3 15.3 20.5 20.5",
  close: "M6 6l12 12 M18 6 6 18",
  plus: "M12 6v12 M6 12h12",
  minus: "M6 12h12",
  check: "M5 12.5l4.5 4.5L19 7.5",
  arrow: "M5 12h14 M13 6l6 6-6 6",
  down: "M6 9l6 6 6-6",
  back: "M19 12H5 M11 6l-6 6 6 6",
  pulse: "M3 12h4l2.5-6.5 4.5 13L16.5 12H21",
  alert: "M12 4 2.8 20h18.4L12 4Z M12 10v4.5 M12 17.2v.1",
  key: "M8.5 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z M12.5 11.5H21v3 M17.5 11.5v3",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3 M19.5 3.5v4h-4",
};

/** A decorative icon: hidden from assistive technology, as the words next to it carry the meaning. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", OUTLINES[name] ?? "");
  svg.append(path);
  return svg;
}
