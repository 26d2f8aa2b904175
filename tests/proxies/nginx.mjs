import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort } from "../brokers/ports.mjs";
import { ServerProcess } from "../brokers/process.mjs";

/** Debian puts it where only root looks. */
export const NGINX_ENVIRONMENT = { PATH: `${process.env.PATH}:/usr/sbin` };

/**
 * Starts an nginx of its own before one server or several, that leaves nothing behind.
 *
 * @param {object} options
 * @param {"pass" | "strip" | "block" | "buffer" | "idle"} options.kind
 *   pass: everything, at once; strip: WebSockets arrive as plain requests; block: they get 403; buffer: as strip, and
 *   a response travels when it is complete; idle: as pass, and what is silent for `idleSeconds` is cut
 * @param {string} [options.target] the server's origin
 * @param {string[]} [options.targets] several servers' instead; all requests of a SockJS session reach the same one
 * @param {number} [options.idleSeconds] default 2
 * @returns {Promise<{ url: string, port: number, stop(): Promise<void> }>}
 */
export function startNginx({ kind, target, targets = [target], idleSeconds = 2 }) {
  const hosts = targets.map((origin) => new URL(origin).host);
  const locations = LOCATIONS[kind](idleSeconds);
  return runNginx((port) => site({ port, hosts, locations }));
}

/**
 * Starts an nginx of its own, that leaves nothing behind.
 *
 * @param {(port: number) => string} http what its `http` block shall hold to listen at that port of 127.0.0.1
 * @returns {Promise<{ url: string, port: number, stop(): Promise<void> }>}
 */
export async function runNginx(http) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const home = await mkdtemp(join(tmpdir(), "stompwire-nginx-"));
  const configuration = join(home, "nginx.conf");
  await writeFile(configuration, configure(http(port)));

  const server = new ServerProcess("nginx", ["-p", home, "-c", configuration, "-e", "stderr"], NGINX_ENVIRONMENT);
  const stop = async () => {
    await server.stop();
    await rm(home, { recursive: true });
  };
  try {
    await server.answers(`${url}/nginx`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, stop };
}

const AT_ONCE = "proxy_buffering off;";
const WEBSOCKET = `
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_option;`;
const PATIENT = "proxy_read_timeout 1h; proxy_send_timeout 1h;";
/** Only what the server sends as HTTP/1.0 is held back until it ends. */
const COMPLETE = `
      proxy_http_version 1.0;
      proxy_buffering on;
      proxy_buffers 8 64k;
      proxy_buffer_size 64k;`;

const everywhere = (...directives) => `location / { proxy_pass http://nodes; ${directives.join(" ")} }`;

const LOCATIONS = {
  pass: () => everywhere(WEBSOCKET, AT_ONCE, PATIENT),
  strip: () => everywhere(AT_ONCE, PATIENT),
  block: () => `location ~ /websocket$ { return 403; } ${everywhere(AT_ONCE, PATIENT)}`,
  buffer: () => everywhere(COMPLETE, PATIENT),
  idle: (seconds) => everywhere(WEBSOCKET, AT_ONCE, `proxy_read_timeout ${seconds}s;`),
};

/** One process, in the foreground, that writes below its home alone. */
const configure = (http) => `
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
${http}
}
`;

const site = ({ port, hosts, locations }) => `
  map $http_upgrade $connection_option { default upgrade; "" close; }
  map $uri $session { "~/[0-9]+/(?<id>[^/]+)/[a-z_]+$" $id; default $request_id; }
  upstream nodes {
    hash $session consistent;
    ${hosts.map((host) => `server ${host};`).join(" ")}
  }
  server {
    listen 127.0.0.1:${port};
    proxy_set_header Host $http_host;
    location = /nginx { return 204; }
    ${locations}
  }
`;
