// What a shop's first page does: get the products, show them. Tells the harness when they stand there.

import { products } from "contestant";

const { Items } = await products("/v1/me/products?pageSize=20");
document.body.append(...Items.map(({ Name }) => Object.assign(document.createElement("p"), { textContent: Name })));
done(JSON.stringify({ ms: performance.now(), items: Items.length }));
