// React: the client is an external store as it stands. `subscribe` is bound, and `session` stays the same object until it
// changes, which is all that useSyncExternalStore asks for.

import { useSyncExternalStore } from "react";
import { auth } from "../client.js";

// Outside of the hook, so that React does not subscribe anew at each render.
const currentSession = () => auth.session;

export const useSession = () => useSyncExternalStore(auth.subscribe, currentSession);
