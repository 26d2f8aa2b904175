import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";

import { RawSocket, frame } from "../brokers/raw.mjs";
import { connections, startDeployment } from "./deployment.mjs";
import { documented } from "./documented.mjs";

describe("two Spring nodes with RabbitMQ behind nginx", { timeout: 180_000 }, () => {
  let deployment;

  before(async () => (deployment = await startDeployment()));
  after(() => deployment.stop());

  async function connected(node, path = "/plain", headers = []) {
    const socket = await RawSocket.open(`${node.url.replace("http", "ws")}${path}`);
    socket.send(frame("CONNECT", ["accept-version:1.2", ...headers]));
    assert.match(await socket.next(), /^CONNECTED\n(.+\n)*server:RabbitMQ\//);
    return socket;
  }

  async function subscribed(socket, destination) {
    socket.send(frame("SUBSCRIBE", ["id:0", `destination:${destination}`, "receipt:subscribed"]));
    assert.equal(await socket.next(), frame("RECEIPT", ["receipt-id:subscribed"]));
  }

  it("Spring is configured as documented", async () => {
    const flush = (text) => text.replace(/^ +/gm, "");
    const source = await readFile(new URL("../spring/src/main/java/stompwire/spring/RelayConfig.java", import.meta.url), "utf8");
    assert.ok(flush(source).includes(flush(await documented("java"))));
  });

  it("what one node is sent for all, or for one user, the other one delivers", async () => {
    const [here, there] = deployment.nodes;
    const login = [`Authorization:Bearer ${there.token({ sub: "지민" })}`];
    const sender = await connected(here);

    const everybody = await connected(there);
    await subscribed(everybody, "/topic/news");
    sender.send(frame("SEND", ["destination:/topic/news"], "안녕"));
    assert.match(await everybody.next(), /^MESSAGE\n(.+\n)*\n안녕\0$/);

    const user = await connected(there, "/secure", login);
    await subscribed(user, "/user/topic/whispers");
    sender.send(frame("SEND", ["destination:/app/whisper", "content-type:application/json"], `{"to":"지민","text":"너만"}`));
    assert.match(await user.next(), /^MESSAGE\n(.+\n)*\n너만\0$/);
    for (const socket of [sender, everybody, user]) socket.close();
  });

  it("all requests of a session reach the same node, and sessions both of them", async () => {
    const ask = (path, body) => fetch(`${deployment.url}${path}`, { method: "POST", body });
    for (let session = 0; session < 16; session += 1) {
      const path = `/000/sticky-${session}`;
      assert.equal(await (await ask(`${path}/xhr`)).text(), "o\n");
      assert.equal((await ask(`${path}/xhr_send`, JSON.stringify([frame("CONNECT", ["accept-version:1.2"])]))).status, 204);
      assert.match(await (await ask(`${path}/xhr`)).text(), /^a\["CONNECTED/);
    }
    const counts = await Promise.all(deployment.nodes.map(connections));
    assert.equal(counts[0].polls + counts[1].polls, 16);
    assert.ok(counts.every(({ polls }) => polls > 0), JSON.stringify(counts));
  });
});
