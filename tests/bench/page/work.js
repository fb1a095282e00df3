// A page on which the harness works: the contestant, and the loops that have to run inside the page.

import * as contestant from "contestant";
import * as loops from "./loops.js";
import * as stub from "./stub.js";

Object.assign(globalThis, { contestant, loops, stub });
done("{}");
