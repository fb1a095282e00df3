// A small OAuth 2 client with a wrapper for fetch. Keeping tokens is the application's part.

import { OAuth2Client, OAuth2Fetch } from "@badgateway/oauth2-client";

const KEY = "badgateway";
const client = new OAuth2Client({
  server: SANDBOX,
  clientId: CLIENT_ID,
  tokenEndpoint: "/oauth/token",
  authenticationMethod: "client_secret_post",
});

// Its own `clientCredentials` insists on a secret, which a page cannot have.
const guest = () =>
  client.tokenResponseToOAuth2Token(client.request("tokenEndpoint", { grant_type: "client_credentials" }));

let password;
const wrapper = new OAuth2Fetch({
  client,
  getNewToken: () => (password ? client.password(password) : guest()),
  storeToken: (token) => localStorage.setItem(KEY, JSON.stringify(token)),
  getStoredToken: () => JSON.parse(localStorage.getItem(KEY)),
});

export const products = async (path) => (await wrapper.fetch(SANDBOX + path)).json();

export const signIn = async (username, secret) => {
  password = { username, password: secret };
  await wrapper.getToken();
};

export const restore = async () => {};

export const call = (path) => wrapper.fetch(SANDBOX + path);
