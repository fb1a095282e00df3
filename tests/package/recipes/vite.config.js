// Builds the pages of the recipes, one for each framework. React needs no plugin to be built.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue(), svelte()],
  build: {
    rolldownOptions: { input: ["react", "vue", "svelte", "tanstack-query"].map((name) => `${name}/index.html`) },
  },
});
