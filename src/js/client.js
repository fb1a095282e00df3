// The client that the loader hands to the application: a host whose calls begin with what the application gives.

import { ADOPT } from "../bridge/bridge.js";
import { Host } from "../browser/host.js";
import { methods, ofMethod, readOptions, signalOf, ssoRoles } from "./options.js";
import { Sso } from "./sso.js";

export { StorefrontAuthError } from "../browser/error.js";
export { readOptions };

class StorefrontAuth extends Host {
  #sso = new Sso(this.options);

  /** Which storage and lock this client ended up with. */
  get capabilities() {
    return { storage: this.kept ? this.options.place : "memory", lock: this.lock.kind };
  }

  /** The address to leave for, to sign in elsewhere. */
  ssoUrl(given) {
    this.checkAlive();
    const options = ofMethod(given);
    return this.#sso.leave(options, ssoRoles(options, this.options));
  }

  /** Takes the shopper back: what runs before the first wait cleans the address bar. */
  async completeSso(url) {
    // Who was disposed of leaves the return to the next client.
    this.checkAlive();
    const { fault, returnPath, ...tokens } = this.#sso.arrive(url) ?? {};
    if (fault) throw fault;
    if (returnPath === undefined) return null;
    const [id, promise] = this.open();
    this.dispatch(ADOPT, id, { ...tokens, isSso: true });
    return { session: await promise, returnPath };
  }
}

// All that take options and answer later.
for (const [name, [command, read]] of Object.entries(methods)) {
  StorefrontAuth.prototype[name] = function (given) {
    let options, thrown;
    try {
      options = read(ofMethod(given), this.options);
    } catch (error) {
      thrown = [error];
    }
    const [id, promise] = this.open(signalOf(given));
    if (thrown) this.drop(id, ...thrown);
    else if (this.isOpen(id)) this.dispatch(command, id, options);
    return promise;
  };
}

export const makeClient = (options, machine) => new StorefrontAuth(options, machine);
