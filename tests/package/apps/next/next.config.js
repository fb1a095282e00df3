export default {
  // The server takes the package from node_modules, where its WebAssembly lies beside it, instead of bundling it.
  serverExternalPackages: ["storefront-auth"],
};
