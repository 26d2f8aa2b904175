import { html } from "lit-html";

import { lastName } from "../memory.js";
import { nameForm } from "./name.js";

/** @param {import("../chat.js").Chat} chat */
export function welcome(chat) {
  return html`
    <main class="welcome">
      <h2>Say hello over STOMP</h2>
      <p>
        This chat is a page like yours: it installs the package, connects over what the network lets through, and every
        room is a topic. Open it in two windows and talk to yourself.
      </p>
      <section class="card" aria-label="Come in">
        ${nameForm({ name: lastName(), label: "Start chatting", choose: (name) => chat.enterAs(name) })}
      </section>
      <pre class="sample"><code>${SAMPLE}</code></pre>
    </main>
  `;
}

const SAMPLE = `import { Client } from "stompwire";

const client = new Client("https://example.com/ws");
client.subscribe("/topic/chat", (message) => show(message.body));
await client.connect();
await client.send("/app/chat", "hello");`;
