// Stands before the platform's fetch from the beginning, and lets everything through until it is told otherwise. Loaded
// before the contestants, some of which capture fetch when they are made.

const real = globalThis.fetch;
let stub;

/** How often the stub was asked: proof that a call got as far as that. */
export let asked = 0;

globalThis.fetch = (input, init) => {
  if (!stub) return real(input, init);
  asked++;
  return stub();
};

/** Every call is answered at once, by the same empty response. */
export function answerWith() {
  const answer = new Response(null, { status: 200 });
  stub = () => Promise.resolve(answer);
}

/** Answers are held back until the function that this returns is called. */
export function hold() {
  let release;
  const gate = new Promise((resolve) => (release = resolve));
  const answer = new Response(null, { status: 200 });
  stub = () => gate.then(() => answer);
  return release;
}

/** What everybody's wrapper is held against. */
export const bare = () => fetch("/");
