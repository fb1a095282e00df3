// What every app does with the package: comes as a guest, looks at the products, signs in. It tells what it saw, and the
// test compares that with what the sandbox saw.

const SHOP = "11111111-1111-4111-8111-111111111111";

/** @param createClient that of the package: where it comes from is what the apps differ in */
export async function visit(createClient, { sandbox, ...options }) {
  const auth = await createClient({ clientId: SHOP, baseUrl: sandbox, anonymous: "automatic", ...options });
  const found = auth.session.kind;

  const products = await list(auth, "/v1/me/products");
  const then = auth.session.kind;

  const user = await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
  const me = await auth.fetch("/v1/me").then((response) => response.json());

  const { engine, storage } = auth.capabilities;
  auth.dispose();
  return { engine, storage, found, then, products, signedIn: user.claims.username, me: me.FirstName };
}

async function list(auth, path) {
  const response = await auth.fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()).Items.map((item) => item.ID);
}
