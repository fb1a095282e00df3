import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { auth } from "../client.js";
import { loadProducts, nameOf, signIn } from "../shopper.js";
import { useSession } from "./use-session.js";

function Shop() {
  const session = useSession();
  const [products, setProducts] = useState([]);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    loadProducts().then(setProducts, (error) => setProblem(error.message));
  }, []);

  const submit = async (event) => {
    event.preventDefault();
    setProblem(await signIn(event.currentTarget));
  };

  return (
    <main>
      <p data-testid="who">{nameOf(session)}</p>
      <ul>{products.map((product) => <li key={product.ID} data-testid="product">{product.Name}</li>)}</ul>
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

createRoot(document.getElementById("app")).render(<StrictMode><Shop /></StrictMode>);
