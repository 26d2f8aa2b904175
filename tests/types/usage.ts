// What a program may write compiles, under the strictest settings; what it must not write does not.

import { Client, StompError, preload } from "stompwire";
import type {
  Body, ClientOptions, Connected, ErrorCode, Message, State, Subscription, Transport, TransportAttempt,
} from "stompwire";
import * as slim from "stompwire/slim";

const client = new Client("wss://example.org/stomp", {
  connectHeaders: async () => ({ Authorization: "Bearer token" }),
  heartbeat: { incomingMs: 0 },
  limits: { frameBytes: 1024 },
  webSocketFactory: (url, protocols) => new WebSocket(url, protocols),
});
new Client(new URL("ws://localhost"), { heartbeat: false, host: null });
new Client(async () => "ws://localhost");
new Client("/ws", {
  transports: ["xhr-streaming", "websocket"],
  fallbackDelayMs: 500,
  rememberTransports: "session",
  credentials: "omit",
  fetchHeaders: async () => ({ "X-CSRF-TOKEN": "token" }),
  fetch: (url, init) => fetch(url, { ...init, priority: "high" }),
  limits: { lineBytes: 1024 },
});
new Client("https://example.org/ws", { sockjs: false });
new Client("/ws", { reconnect: false, outbox: false });
new Client(async ({ signal }) => (await fetch("/where", { signal })).text(), {
  connectHeaders: async ({ signal }) => ({ Authorization: await (await fetch("/token", { signal })).text() }),
  reconnect: {
    initialDelayMs: 500,
    maxDelayMs: 60_000,
    maxAttempts: Infinity,
    initial: true,
    shouldReconnect: async ({ code }, attempt) => code !== "refused" || attempt < 3,
  },
  outbox: { maxMessages: 10, maxBytes: 1_024, maxAgeMs: 60_000, maxTries: 2 },
  limits: { parts: 16 },
  debug: (line) => console.debug(line),
  debugBodies: true,
  redact: ["tenant"] as const,
});
// @ts-expect-error -- there is one way to turn it on: to leave it out
new Client("/ws", { reconnect: true });
// @ts-expect-error -- whether to go on is a yes or a no
new Client("/ws", { reconnect: { shouldReconnect: () => "later" } });
// @ts-expect-error -- what sockjs-client had besides is none
new Client("/ws", { transports: ["eventsource"] });

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
// @ts-expect-error -- a transaction ends with its connection
await transaction.send("/app/a", "two", { retry: true });

await client.send("/app/a", "at least once", { retry: true, signal: AbortSignal.timeout(60_000) });
const waiting: number = client.queued;
const cleared: number = client.clearOutbox();
client.addEventListener("outbox", ({ queued, queuedBytes }) => [queued + waiting, queuedBytes + cleared]);
client.addEventListener("connected", ({ reconnected, gapMs, server }) => {
  const missedMs: number = gapMs ?? 0;
  return reconnected && missedMs > 5_000 && server;
});
const ended: Promise<void> = client[Symbol.asyncDispose]();

client.addEventListener("disconnected", ({ reason, willReconnect, delayMs, attempt }) => {
  const code: ErrorCode | undefined = reason?.code;
  const wait: string | undefined = delayMs?.toFixed();
  return [code, willReconnect, wait, attempt.toFixed()];
});
const transport: Transport | null = client.transport;
client.addEventListener("transport", ({ attempt: { transport, raw, outcome, phase, problem, status, code } }) => {
  if (problem === "http-status") console.log(transport, raw, outcome, phase, status?.toFixed(), code?.toFixed());
  // @ts-expect-error -- problems are a closed set
  return problem === "http";
});
client.addEventListener("statechange", function (event) {
  const state: State = event.state;
  return this.state === state;
});

try {
  await client.disconnect({ timeoutMs: 100 });
} catch (error) {
  if (error instanceof StompError && error.code === "receipt-timeout") console.log(error.frame?.headers["message"]);
  const attempts: readonly TransportAttempt[] = (error instanceof StompError && error.attempts) || [];
  console.log(attempts.at(-1)?.problem);
  // @ts-expect-error -- codes are a closed set
  if (error instanceof StompError && error.code === "receipt-timed-out") throw error;
}

await preload();
await slim.preload(fetch("/stompwire.wasm"));

// @ts-expect-error -- times end in `Ms`
const misspelt: ClientOptions = { connectTimeout: 1_000 };
export { ended, misspelt, server, transport };
