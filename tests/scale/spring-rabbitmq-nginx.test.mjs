import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";

import { Consumer } from "../brokers/consumer.mjs";
import { RawSocket, frame } from "../brokers/raw.mjs";
import { usePages } from "../e2e/pages.mjs";
import { Fleet } from "./crew.mjs";
import { connections, startDeployment } from "./deployment.mjs";
import { documented } from "./documented.mjs";
import { NativeCrew } from "./native-crew.mjs";
import { PageCrew } from "./page-crew.mjs";
import { until } from "./until.mjs";

const { open } = usePages();

describe("two Spring nodes with RabbitMQ behind nginx", { timeout: 240_000 }, () => {
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

  /** A request of a SockJS session, through nginx. */
  const post = (path, body, signal) => fetch(`${deployment.url}${path}`, { method: "POST", body, signal });

  /** Sends a message for all to one node, and waits for RabbitMQ to have it. */
  async function announce(node, news) {
    const socket = await connected(node);
    socket.send(frame("SEND", ["destination:/topic/news", "receipt:sent"], news));
    assert.equal(await socket.next(), frame("RECEIPT", ["receipt-id:sent"]));
    socket.close();
  }

  it("Spring is configured as documented", async () => {
    const source = new URL("../spring/src/main/java/stompwire/spring/RelayConfig.java", import.meta.url);
    const flush = (text) => text.replace(/^ +/gm, "");
    assert.ok(flush(await readFile(source, "utf8")).includes(flush(await documented("java"))));
  });

  it("what one node is sent for all, or for one user, the other one delivers", async () => {
    const [here, there] = deployment.nodes;
    const login = [`Authorization:Bearer ${there.token({ sub: "지민" })}`];
    const sender = await connected(here);

    const everybody = await connected(there);
    await subscribed(everybody, "/topic/room.7");
    sender.send(frame("SEND", ["destination:/topic/room.7"], "안녕"));
    assert.match(await everybody.next(), /^MESSAGE\n(.+\n)*\n안녕\0$/);

    const user = await connected(there, "/secure", login);
    await subscribed(user, "/user/topic/whispers");
    const whisper = JSON.stringify({ to: "지민", text: "너만" });
    sender.send(frame("SEND", ["destination:/app/whisper", "content-type:application/json"], whisper));
    assert.match(await user.next(), /^MESSAGE\n(.+\n)*\n너만\0$/);
    for (const socket of [sender, everybody, user]) socket.close();
  });

  it("each node is killed under 50 clients and a page: all go to the other one, and nothing is lost", async (t) => {
    const { url, nodes, rabbitmq } = deployment;
    const natives = await NativeCrew.start(`${url.replace("http", "ws")}/websocket`, 50);
    t.after(() => natives.stop());
    const fleet = new Fleet(natives, await PageCrew.start(await open(t), url));

    const isSettled = ({ sent, confirmed, rejected }) => confirmed.length + rejected.length === sent.length;
    const news = [];
    for (const [killed, living] of [nodes, nodes.toReversed()]) {
      const { webSockets: lost } = await connections(killed);
      assert.ok(lost > 0);
      await fleet.send("/queue/orders", 20);
      await killed.process.kill();
      await fleet.send("/queue/orders", 5);
      const begun = Date.now();
      const all = { webSockets: 51, streams: 1, polls: 1 };
      await until(async () => isDeepStrictEqual(await connections(living), all));
      await until(() => fleet.every(({ connected }) => connected));
      t.diagnostic(`${lost} of 51 WebSockets are back after ${Date.now() - begun} ms`);

      // What is confirmed has come after the SUBSCRIBE.
      await until(() => fleet.every(isSettled));
      news.push(`from ${living.port}`);
      await announce(living, news.at(-1));
      await until(() => fleet.every(({ heard }) => heard.length >= news.length));
      await killed.restart();
    }

    const consumer = await Consumer.open(rabbitmq, "/queue/orders");
    t.after(() => consumer.close());
    await consumer.drain();
    const arrived = [...consumer.arrived.keys()];
    for (const { heard, sent, rejected } of await fleet.reports()) {
      assert.deepEqual(rejected, []);
      assert.deepEqual(heard, news);
      const [name] = sent[0].split(" ");
      assert.deepEqual(arrived.filter((body) => body.startsWith(`${name} `)), sent);
    }
    const copies = [...consumer.arrived.values()];
    assert.ok(copies.every((counts) => new Set(counts).size === counts.length), "a copy that says it is the first");
    const repeated = copies.filter(({ length }) => length > 1);
    t.diagnostic(`${arrived.length} messages arrived, ${repeated.length} of them more than once`);
  });

  it("RabbitMQ takes no further slash in a destination, and not what a client says of its account", async () => {
    const socket = await connected(deployment.nodes[0], "/plain", ["login:nobody", "passcode:none", "host:nowhere"]);
    socket.send(frame("SUBSCRIBE", ["id:0", "destination:/topic/room/7"]));
    assert.match(await socket.next(), /^ERROR\nmessage:Invalid destination\n/);
  });

  it("all requests of a session reach the same node, and sessions both of them", async () => {
    const polls = async () => Promise.all(deployment.nodes.map(async (node) => (await connections(node)).polls));
    const before = await polls();
    for (let number = 0; number < 16; number += 1) {
      const session = `/000/sticky-${number}`;
      assert.equal(await (await post(`${session}/xhr`)).text(), "o\n");
      assert.equal((await post(`${session}/xhr_send`, CONNECT)).status, 204);
      assert.match(await (await post(`${session}/xhr`)).text(), /^a\["CONNECTED/);
    }
    const now = await polls();
    assert.ok(now.every((count, node) => count > before[node]), `${before}, then ${now}`);
  });

  it("a node that is back gets what belongs to it: new sessions, and old ones that it does not know", async (t) => {
    const [gone] = deployment.nodes;
    await gone.process.kill();
    const ended = new AbortController();
    t.after(() => ended.abort());
    const webSocket = await RawSocket.open(`${deployment.url.replace("http", "ws")}/websocket`);
    t.after(() => webSocket.close());
    const sessions = Array.from({ length: 16 }, (_, number) => `/000/moved-${number}`);
    for (const session of sessions) {
      assert.equal(await (await post(`${session}/xhr`)).text(), "o\n");
      // A session that nobody asks would end by itself.
      post(`${session}/xhr`, undefined, ended.signal).catch(() => {});
    }
    await gone.restart();

    const statuses = await Promise.all(
      sessions.map(async (session) => (await post(`${session}/xhr_send`, CONNECT)).status),
    );
    assert.deepEqual([...new Set(statuses)].toSorted(), [204, 404]);
    webSocket.send(frame("CONNECT", ["accept-version:1.2"]));
    assert.match(await webSocket.next(), /^CONNECTED\n/);
  });

  it("a node is held still under a page, which goes to the other one", async (t) => {
    const page = await open(t);
    await page.evaluate(async (url) => {
      const heartbeat = { outgoingMs: 1_000, incomingMs: 1_000 };
      globalThis.client = await connected(url, { heartbeat, connectTimeoutMs: 2_000 });
      globalThis.news = await inbox(client, "/topic/news");
      globalThis.ended = event(client, "disconnected");
      globalThis.back = event(client, "connected");
    }, deployment.url);
    const counts = async () => Promise.all(deployment.nodes.map(async (node) => (await connections(node)).webSockets));
    await until(async () => (await counts()).toSorted().join() === "0,1");
    const [first] = await counts();
    const [held, living] = first === 1 ? deployment.nodes : deployment.nodes.toReversed();

    held.process.pause();
    t.after(() => held.process.resume());
    assert.equal(await page.evaluate(async () => (await ended).reason.code), "heartbeat-timeout");
    await page.evaluate(() => back);
    await announce(living, "안녕");
    await page.evaluate(() => until(() => news.bodies().includes("안녕")));
  });

  it("RabbitMQ is killed and started again: the documented page is back, and what it has stored is there", async (t) => {
    const { url, rabbitmq, nodes } = deployment;
    const page = await open(t);
    const program = (await documented("js")).replace(`"/ws"`, JSON.stringify(url));
    await page.evaluate(`(async () => {
      const order = "한 그릇";
      const heard = [];
      const show = ({ body }) => heard.push(body);
      ${program}
      Object.assign(globalThis, { client, heard });
    })()`);

    await rabbitmq.process.kill();
    await page.evaluate(() => until(() => client.state === "connecting"));
    const sent = page.evaluate(() =>
      client.send("/queue/orders", "두 그릇", { retry: true, headers: { persistent: "true" } }),
    );
    await rabbitmq.restart();
    await sent;
    await announce(nodes[0], "안녕");
    await page.evaluate(() => until(() => heard.includes("안녕")));

    const consumer = await Consumer.open(rabbitmq, "/queue/orders");
    t.after(() => consumer.close());
    await consumer.drain();
    assert.deepEqual([...consumer.arrived.keys()], ["한 그릇", "두 그릇"]);
  });
});

/** As SockJS sends it over HTTP. */
const CONNECT = JSON.stringify([frame("CONNECT", ["accept-version:1.2"])]);
