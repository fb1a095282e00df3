// What a test of tabs imports.

export { figure, isLong, rounds } from "./figures.mjs";
export { sleep, together } from "./tab.mjs";
export { ADA, all, countRefreshes, eventually, GRACE, signIn, tabTest, tally, untilAgreed } from "./world.mjs";
