import { defineConfig } from "vite";

export default defineConfig({
  server: {
    // The package is linked from beside this folder.
    fs: { allow: [".."] },
    proxy: {
      "/ws": { target: "http://127.0.0.1:8080", ws: true },
      "/network": { target: "http://127.0.0.1:8080" },
    },
  },
});
