import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { auth } from "../client.js";
import { useSession } from "../react/use-session.js";
import { nameOf, signIn } from "../shopper.js";
import { ownerOf, products, queryClient } from "./queries.js";

function Shop() {
  const session = useSession();
  const shown = useQuery(products(ownerOf(session)));
  const [problem, setProblem] = useState(null);

  const submit = async (event) => {
    event.preventDefault();
    setProblem(await signIn(event.currentTarget));
  };

  return (
    <main>
      <p data-testid="who">{nameOf(session)}</p>
      <ul>{shown.data?.map((product) => <li key={product.ID} data-testid="product">{product.Name}</li>)}</ul>
      <form onSubmit={submit}>
        <input name="username" data-testid="username" />
        <input name="password" type="password" data-testid="password" />
        <button data-testid="sign-in">Sign in</button>
      </form>
      {problem && <p role="alert" data-testid="problem">{problem}</p>}
      <button data-testid="sign-out" onClick={() => auth.logout()}>Sign out</button>
    </main>
  );
}

// Before the first query, so that it has an owner from the start.
if (auth.session.kind === "signed-out") await auth.loginAnonymously();

createRoot(document.getElementById("app")).render(
  <QueryClientProvider client={queryClient}>
    <Shop />
  </QueryClientProvider>,
);
