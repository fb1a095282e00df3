// An OpenID Connect client. It knows no guests, so it takes no part in the visits; users sign in by the password grant.

import { UserManager, WebStorageStateStore } from "oidc-client-ts";

const manager = new UserManager({
  authority: SANDBOX,
  client_id: CLIENT_ID,
  redirect_uri: location.href,
  scope: "Shopper",
  userStore: new WebStorageStateStore({ store: localStorage }),
  automaticSilentRenew: false,
  loadUserInfo: false,
  metadata: {
    issuer: SANDBOX,
    token_endpoint: SANDBOX + "/oauth/token",
    authorization_endpoint: SANDBOX,
    jwks_uri: SANDBOX,
  },
});

export const signIn = async (username, password) =>
  void (await manager.signinResourceOwnerCredentials({ username, password, skipUserInfo: true }));

export const restore = async () => {};

export const call = async (path) => {
  let user = await manager.getUser();
  if (user?.expired) user = await manager.signinSilent();
  return fetch(SANDBOX + path, { headers: { Authorization: "Bearer " + user.access_token } });
};
