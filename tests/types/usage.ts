// What a program may write compiles, under the strictest settings; what it must not write does not.

import { Client, StompError, preload } from "stompwire";
import type { Body, ClientOptions, Connected, ErrorCode, Message, State, Subscription } from "stompwire";
import * as slim from "stompwire/slim";

const client = new Client("wss://example.org/stomp", {
  connectHeaders: async () => ({ Authorization: "Bearer token" }),
  heartbeat: { incomingMs: 0 },
  limits: { frameBytes: 1024 },
  webSocketFactory: (url, protocols) => new WebSocket(url, protocols),
});
new Client(new URL("ws://localhost"), { heartbeat: false, host: null });
new Client(async () => "ws://localhost");

const connected: Connected = await client.connect({ signal: AbortSignal.timeout(1_000) });
const server: string | null = connected.server;

const subscription: Subscription = client.subscribe("/topic/a", (message) => {
  const { text } = message.json<{ text: string }>();
  const trace: string | undefined = message.header("trace") ?? text;
  void message.ack({ trace: trace ?? "" });
});
for await (const message of subscription) {
  const kept: Message = message;
  const bytes: Uint8Array = kept.bytes;
  // @ts-expect-error -- a message is never changed
  kept.body = String(bytes.length);
}
// @ts-expect-error -- STOMP knows three modes
client.subscribe("/topic/a", () => {}, { ack: "manual" });

const bodies: Body[] = ["text", new ArrayBuffer(1), new Uint8Array(1), { a: [1, null, true] }];
for (const body of bodies) await client.send("/app/a", body, { receipt: true });
// @ts-expect-error -- JSON has no functions
await client.send("/app/a", { run: () => {} });
// @ts-expect-error -- a header's value is text
await client.send("/app/a", "", { headers: { priority: 9 } });

const transaction = client.begin();
await transaction.send("/app/a", "one");
await transaction.commit();

client.addEventListener("disconnected", ({ reason, willReconnect }) => {
  const code: ErrorCode | undefined = reason?.code;
  return [code, willReconnect];
});
client.addEventListener("statechange", function (event) {
  const state: State = event.state;
  return this.state === state;
});

try {
  await client.disconnect({ timeoutMs: 100 });
} catch (error) {
  if (error instanceof StompError && error.code === "receipt-timeout") console.log(error.frame?.headers["message"]);
  // @ts-expect-error -- codes are a closed set
  if (error instanceof StompError && error.code === "receipt-timed-out") throw error;
}

await preload();
await slim.preload(fetch("/stompwire.wasm"));

// @ts-expect-error -- times end in `Ms`
const misspelt: ClientOptions = { connectTimeout: 1_000 };
export { misspelt, server };
