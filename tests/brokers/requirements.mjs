import { execFile } from "node:child_process";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NGINX_ENVIRONMENT } from "../proxies/nginx.mjs";
import { RABBITMQ_SERVER } from "./rabbitmq.mjs";

/**
 * What the real servers need and this machine does not have. Empty: all of them can start.
 *
 * @returns {Promise<{ server: "spring" | "activemq" | "rabbitmq" | "nginx", what: string, how: string }[]>}
 */
export async function missing() {
  const present = await Promise.all(REQUIREMENTS.map(({ isPresent }) => isPresent().catch(() => false)));
  return REQUIREMENTS.filter((_, index) => !present[index]).map(({ server, what, debian }) => ({
    server,
    what,
    how: `on Debian: apt-get install --no-install-recommends ${debian}`,
  }));
}

const JAVA = [
  {
    what: `a Java development kit, version 17 or later ("java", "javac")`,
    debian: "openjdk-17-jdk-headless",
    isPresent: async () => Math.min(...(await Promise.all([majorVersion("java"), majorVersion("javac")]))) >= 17,
  },
  {
    what: `Maven ("mvn")`,
    debian: "maven",
    isPresent: () => run("mvn", ["--version"]).then(() => true),
  },
];

const REQUIREMENTS = [
  ...["spring", "activemq"].flatMap((server) => JAVA.map((requirement) => ({ server, ...requirement }))),
  {
    server: "rabbitmq",
    what: `RabbitMQ with its plugin rabbitmq_web_stomp ("${RABBITMQ_SERVER}")`,
    debian: "rabbitmq-server",
    isPresent: async () => {
      const plugins = await readdir(join(await realpath(RABBITMQ_SERVER), "../../plugins"));
      return plugins.some((name) => name.startsWith("rabbitmq_web_stomp-"));
    },
  },
  {
    server: "nginx",
    what: `nginx ("nginx")`,
    debian: "nginx",
    isPresent: () => run("nginx", ["-v"], { env: NGINX_ENVIRONMENT }).then(() => true),
  },
];

/** 17 for `openjdk version "17.0.15"` as for `javac 17.0.15`; 1 for Java 8, which calls itself 1.8. */
async function majorVersion(command) {
  const { stdout, stderr } = await run(command, ["-version"]);
  return Number(/\d+/.exec(stdout + stderr)[0]);
}

const run = promisify(execFile);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lacking = new Set((await missing()).map(({ what, how }) => `${what}; ${how}`));
  for (const line of lacking) console.log(line);
  process.exitCode = lacking.size ? 1 : 0;
}
