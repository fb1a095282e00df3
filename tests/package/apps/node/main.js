// The visit in Node: `node main.js <address of the sandbox>`.

import { createClient } from "storefront-auth";
import { visit } from "../visit.js";

console.log(JSON.stringify(await visit(createClient, { sandbox: process.argv[2] })));
