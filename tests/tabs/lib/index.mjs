// What a test of tabs imports.

export { ADA, GRACE, all, countRefreshes, eventually, signIn, tabTest, tally, untilAgreed } from "./world.mjs";
export { figure, isLong, rounds } from "./figures.mjs";
export { sleep, together } from "./tab.mjs";
