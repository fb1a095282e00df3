// A page on which the harness works: the contestant, and the loops that have to run inside the page.

import * as stub from "./stub.js";
import * as contestant from "contestant";
import * as loops from "./loops.js";

Object.assign(globalThis, { contestant, loops, stub });
done("{}");
