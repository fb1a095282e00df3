// Before Vite 8 the development server bundles dependencies into a folder of its own and leaves their files behind; and
// workers are built as classic scripts, which cannot import the engine for where WebAssembly is off.
export default { optimizeDeps: { exclude: ["storefront-auth"] }, worker: { format: "es" } };
