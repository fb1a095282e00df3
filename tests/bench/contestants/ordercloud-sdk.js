// The vendor's SDK, used as its README tells: the tokens are kept in cookies, by itself.

import { Auth, Configuration, Me, Tokens } from "ordercloud-javascript-sdk";

Configuration.Set({ baseApiUrl: SANDBOX, clientID: CLIENT_ID });

export const products = async () => {
  if (!Tokens.GetAccessToken()) Tokens.SetAccessToken((await Auth.Anonymous(CLIENT_ID)).access_token);
  return Me.ListProducts({ pageSize: 20 });
};

export const signIn = async (username, password) => {
  const { access_token, refresh_token } = await Auth.Login(username, password, CLIENT_ID);
  Tokens.SetAccessToken(access_token);
  Tokens.SetRefreshToken(refresh_token);
};

export const restore = async () => {};

export const call = () => Me.Get();

/** So that its calls go through the stub as everybody's do; in the browser its way is XMLHttpRequest. */
export const useFetch = () => Configuration.Set({ axiosAdapter: "fetch" });
