import { Client, StompError, preload } from "stompwire";
import type { ClientOptions, Connected, ErrorCode, Message, Subscription, Transaction } from "stompwire";
import { Client as SlimClient } from "stompwire/slim";

interface Note {
  readonly text: string;
}

const options: ClientOptions = {
  connectHeaders: async () => ({ Authorization: "Bearer token" }),
  versions: ["1.2"],
  heartbeat: { outgoingMs: 5_000, tolerance: 3 },
  limits: { frameBytes: 65_536 },
};

export async function chat(signal: AbortSignal): Promise<Note[]> {
  await preload();
  const client = new Client(new URL("wss://example.org/stomp"), options);
  client.addEventListener("disconnected", ({ reason, willReconnect }) => report(reason?.code ?? null, willReconnect));
  client.addEventListener("unhandledmessage", function ({ message }) {
    this.send("/queue/lost", message.bytes, { headers: message.headers });
  });
  const connected: Connected = await client.connect({ signal });

  const subscription: Subscription = client.subscribe("/topic/notes", undefined, { ack: "client-individual" });
  const notes: Note[] = [];
  for await (const message of subscription) {
    notes.push(await confirm(client, message));
    if (notes.length === connected.heartbeat.incomingMs) break;
  }
  await client.disconnect({ timeoutMs: 500 });
  return notes;
}

async function confirm(client: Client, message: Message): Promise<Note> {
  const transaction: Transaction = client.begin();
  try {
    await transaction.ack(message);
    await transaction.send("/queue/seen", { id: message.header("message-id") ?? null }, { receipt: true });
    await transaction.commit();
  } catch (error) {
    if (error instanceof StompError) report(error.code, error.close?.wasClean ?? false);
    throw error;
  }
  return message.json<Note>();
}

function report(code: ErrorCode | null, will: boolean): void {
  console.log(code, will);
}

// Both entries promise the same class.
export const slim: Client = new SlimClient("ws://127.0.0.1/");

// @ts-expect-error a misspelt option is an error
new Client("ws://127.0.0.1/", { heartBeat: false });
// @ts-expect-error and so is a body that cannot be sent
slim.send("/queue/a", new Map());
