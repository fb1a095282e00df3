// What an end-to-end test imports.

export { control } from "./control.mjs";
export { allByTestId, byTestId, click, fill, gone, isShown, textOf, waitForText, waitUntil } from "./page.mjs";
export { sandboxFlags, shopTest } from "./shop.mjs";
