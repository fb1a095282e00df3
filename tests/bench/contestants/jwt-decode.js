// Decodes claims and does nothing else.

import { jwtDecode } from "jwt-decode";

export const decode = (token) => jwtDecode(token);
