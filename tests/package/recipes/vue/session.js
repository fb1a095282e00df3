// Vue: one shallow ref for all components. Shallow, because the session is frozen and is replaced as a whole.

import { shallowReadonly, shallowRef } from "vue";
import { auth } from "../client.js";

const current = shallowRef(auth.session);
auth.subscribe(() => {
  current.value = auth.session;
});

export const session = shallowReadonly(current);
