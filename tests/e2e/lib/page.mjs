// Finding, reading and working the storefront's elements by their `data-testid`.
//
// Everything waits by itself, as long as the page's default timeout, and says what it waited for.

const selector = (id) => `[data-testid="${id}"]`;

/** The first visible element with that id. */
export async function byTestId(page, id) {
  try {
    return await page.waitForSelector(selector(id), { visible: true });
  } catch (cause) {
    throw new Error(`no visible element with data-testid="${id}" at ${page.url()}`, { cause });
  }
}

/** All elements with that id, at least `least` of them. */
export async function allByTestId(page, id, least = 1) {
  await waitUntil(
    page,
    `${least} elements with data-testid="${id}"`,
    (css, n) => document.querySelectorAll(css).length >= n,
    selector(id),
    least,
  );
  return page.$$(selector(id));
}

/** Whether such an element can be seen right now. */
export async function isShown(page, id) {
  const element = await page.$(selector(id));
  return element !== null && (await element.isVisible());
}

/** Waits until no such element can be seen. */
export async function gone(page, id) {
  await page.waitForSelector(selector(id), { hidden: true });
}

export async function click(page, id) {
  await (await byTestId(page, id)).click();
}

/** Replaces what stands in a field. */
export async function fill(page, id, text) {
  const field = await byTestId(page, id);
  await field.evaluate((input) => {
    input.value = "";
  });
  await field.type(text);
}

/** The text of the first element with that id, which need not be visible. */
export async function textOf(page, id) {
  const element = await page.waitForSelector(selector(id));
  return element.evaluate((node) => node.textContent.trim());
}

/** Waits until the element's text is the string, or fits the pattern; returns it. */
export async function waitForText(page, id, expected) {
  const pattern = expected instanceof RegExp ? expected : null;
  const fits = (css, text, source, flags) => {
    const found = document.querySelector(css)?.textContent.trim();
    if (found === undefined) return false;
    return source === null ? found === text : new RegExp(source, flags).test(found);
  };
  const args = [selector(id), pattern ? null : String(expected), pattern?.source ?? null, pattern?.flags ?? ""];
  await waitUntil(page, `data-testid="${id}" to read ${expected}`, fits, ...args);
  return textOf(page, id);
}

/** Waits until the function, run in the page, gives something true. */
export async function waitUntil(page, what, condition, ...args) {
  try {
    await page.waitForFunction(condition, { polling: 50 }, ...args);
  } catch (cause) {
    const seen = await page.evaluate(() => document.body?.innerText.slice(0, 600)).catch(() => "(the page is gone)");
    throw new Error(`waited in vain for ${what} at ${page.url()}; the page says:\n${seen}`, { cause });
  }
}
