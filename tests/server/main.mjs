/** The demo server as a program: node main.mjs [--port 8080] [--static www/dist] [--control] [--reference] */
import { parseArgs } from "node:util";

import { startServer } from "./server.mjs";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8080" },
    static: { type: "string" },
    control: { type: "boolean", default: false },
    reference: { type: "boolean", default: false },
  },
});

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be 0 to 65535: ${values.port}`);
  process.exit(2);
}

let server;
try {
  server = await startServer({ ...values, port });
} catch (error) {
  console.error(error.code === "EADDRINUSE" ? `port ${port} is in use: choose another with --port` : error.message);
  process.exit(1);
}
console.log(server.url);

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, async () => {
    await server.close();
    // SockJS sessions without a receiver keep timers for some seconds.
    process.exit(0);
  });
}
