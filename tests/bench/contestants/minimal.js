// The floor: what somebody writes by hand in ten lines. It renews nothing, shares nothing and forgives nothing.

const KEY = "minimal";
let tokens = JSON.parse(localStorage.getItem(KEY));

const ask = async (fields) => {
  const body = new URLSearchParams({ client_id: CLIENT_ID, ...fields });
  tokens = await (await fetch(SANDBOX + "/oauth/token", { method: "POST", body })).json();
  localStorage.setItem(KEY, JSON.stringify(tokens));
};

export const products = async (path) => {
  if (!tokens) await ask({ grant_type: "client_credentials" });
  return (await call(path)).json();
};

export const signIn = (username, password) => ask({ grant_type: "password", username, password });

export const restore = async () => {};

export const call = (path) => fetch(SANDBOX + path, { headers: { Authorization: "Bearer " + tokens.access_token } });

export const decode = (token) => {
  const bytes = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
};
