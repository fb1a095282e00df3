// Starts the shop: opens the session, ties the parts together, and shows the view that the address asks for.
// The order of things matters and is told in `open`; nothing happens on import.

import { openCart } from "./cart.js";
import { platformNamed } from "./platforms/index.js";
import { startRouter } from "./router.js";
import { loadConfig, openSession, person } from "./session.js";
import { announce, notify } from "./ui/announce.js";
import { fill } from "./ui/dom.js";
import { ending, sentence } from "./ui/sentences.js";
import { failed } from "./ui/states.js";
import { cartView } from "./views/cart.js";
import { catalogView } from "./views/catalog.js";
import { wasPlaced } from "./views/confirmation.js";
import { startHeader } from "./views/header.js";
import { missingView } from "./views/missing.js";
import { productView } from "./views/product.js";
import { startSessionPanel } from "./views/session-panel.js";
import { startWaysIn } from "./views/ways-in.js";

/**
 * What the views share.
 * @typedef {object} Shop
 * @property {import("./session.js").Config} config
 * @property {import("./platforms/index.js").Platform} platform
 * @property {import("./session.js").StorefrontAuth} auth
 * @property {Awaited<ReturnType<typeof openSession>>["log"]} log
 * @property {import("./platforms/index.js").Api & import("./platforms/ordercloud.js").OrderCloudApi} api the second half for OrderCloud's own views
 * @property {import("./cart.js").Cart} cart
 * @property {Record<string, import("./router.js").View>} views what this shop can show, by name
 * @property {import("./router.js").Router} router
 * @property {() => Promise<any[]>} categories asked for once
 * @property {() => Promise<import("./back-office.js").BackOffice>} backOffice opened once, for whoever asks for it
 * @property {() => void} signIn
 * @property {() => Promise<void>} afterOrder
 */

const outlet = /** @type {HTMLElement} */ (document.getElementById("main"));

/** Opens the shop; what stands in its way is said in the page, with a way to try again. */
export async function start() {
  try {
    await open();
  } catch (error) {
    fill(
      outlet,
      failed(error, () => location.reload()),
    );
  }
}

async function open() {
  const config = await loadConfig();
  const platform = platformNamed(config.platform);
  const { auth, log, sso } = await openSession(config);
  const api = platform.connect(auth);
  const shop = /** @type {Shop} */ ({
    config,
    platform,
    auth,
    log,
    api,
    cart: openCart(/** @type {Shop["api"]} */ (api)),
    categories: once(() => api.categories()),
    // Most visitors never go there: its code comes along when somebody does.
    backOffice: once(() => import("./back-office.js").then(({ openBackOffice }) => openBackOffice(config))),
  });
  shop.views = {
    catalog: catalogView(shop),
    product: productView(shop),
    cart: cartView(shop),
    ...platform.views(shop),
    missing: missingView,
  };
  shop.afterOrder = () => afterOrder(shop);
  shop.signIn = startWaysIn(shop);

  startSessionPanel(shop);
  const header = startHeader(shop);
  if (sso) comeBack(shop, sso);

  shop.router = startRouter(shop.views, outlet, header.showSearch);
  followPeople(shop);
  // The page was left between an order and the next guest. Nobody waits for it: the shop is open.
  if (auth.session.kind === "anonymous" && wasPlaced(auth.session.orderId)) afterOrder(shop);
  else shop.cart.refresh();
}

/** The shopper is back from the identity provider. @param {Shop} shop @param {NonNullable<Awaited<ReturnType<typeof openSession>>["sso"]>} sso */
function comeBack({ auth, cart }, sso) {
  if ("problem" in sso) return notify(sentence(sso.problem), { problem: true });
  if (sso.returnPath) history.replaceState(null, "", sso.returnPath);
  // What the guest had put into the cart comes along. Should it not, an event says so, and there is a way to try again.
  cart.hold(auth.transferOrder());
  notify(`Welcome, ${person(sso.session) ?? "friend"}.`);
}

/** Views that show what belongs to one person, and are drawn again for the next. */
const PERSONAL = new Set(["account", "checkout"]);

/** @param {Shop} shop */
function followPeople({ auth, log, cart, router }) {
  log.followIdentity((session, previous, event) => {
    const cause = event.type === "session" ? event.cause : null;
    if (session.kind === "signed-out") {
      // No call here: asking for a cart would make a guest of somebody who has just left.
      cart.clear();
      if (cause === "other-tab") notify("You were signed out in another tab.");
      if (cause === "expired") notify(ending(session), { problem: true });
    } else if (!(previous.kind === "signed-out" && cause === "anonymous")) {
      // A guest made by our own call has that call, and with it the cart, under way already.
      cart.refresh();
      if (cause === "other-tab" && session.kind === "user")
        announce(`You are signed in as ${person(session) ?? "a user"}.`);
    }
    if (PERSONAL.has(router.view)) router.again();
  });
  log.follow(({ event }) => {
    if (event.type === "order" && event.problem === "transfer_failed") {
      const again = async () =>
        notify((await auth.transferOrder()) ? "Your guest cart is here now." : "There was nothing to bring along.");
      notify("Your guest cart could not be brought along.", {
        problem: true,
        action: {
          label: "Try again",
          run: () => again().then(cart.refresh, (error) => notify(sentence(error), { problem: true })),
        },
      });
    }
    if (event.type === "storage")
      notify("This browser does not let us keep your session. It will end with this page.", { problem: true });
  });
  // Another tab may have put something in.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && cart.current.state === "ready") cart.refresh();
  });
}

/** A guest's token is good for one order only: the next one needs a new guest. @param {Shop} shop */
async function afterOrder({ auth, cart }) {
  cart.clear();
  if (auth.session.kind !== "anonymous") return cart.refresh();
  try {
    await auth.loginAnonymously({ fresh: true });
  } catch (error) {
    // The order is placed all the same; the next visit to the shop tries again.
    notify(sentence(error), { problem: true });
  }
}

/** Keeps what came back; a failure is not kept. @template T @param {() => Promise<T>} work @returns {() => Promise<T>} */
function once(work) {
  /** @type {Promise<T> | null} */
  let kept = null;
  return () => {
    kept ??= work().catch((error) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}
