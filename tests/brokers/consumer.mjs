import { RawSocket, frame } from "./raw.mjs";

/** Takes what arrives in a durable queue, at RabbitMQ itself. */
export class Consumer {
  /** The `redelivery-count` of each copy of a body: `null` where it has none. @type {Map<string, (string | null)[]>} */
  arrived = new Map();
  #socket;
  #destination;

  /** @param {{ url: string, login: string, passcode: string }} rabbitmq */
  static async open({ url, login, passcode }, destination) {
    const socket = await RawSocket.open(url);
    socket.send(frame("CONNECT", ["accept-version:1.2", `login:${login}`, `passcode:${passcode}`]));
    await socket.next();
    socket.send(frame("SUBSCRIBE", ["id:0", `destination:${destination}`]));
    return new Consumer(socket, destination);
  }

  constructor(socket, destination) {
    this.#socket = socket;
    this.#destination = destination;
  }

  /** Takes all that the queue holds. What a server has confirmed is in front of what comes now. */
  async drain() {
    const last = crypto.randomUUID();
    this.#socket.send(frame("SEND", [`destination:${this.#destination}`], last));
    for (;;) {
      const [, head, body] = /^MESSAGE\n(.*?)\n\n([^\0]*)\0\n$/s.exec(await this.#socket.next());
      if (body === last) return;
      const count = /^redelivery-count:(.*)$/m.exec(head)?.[1] ?? null;
      this.arrived.set(body, [...(this.arrived.get(body) ?? []), count]);
    }
  }

  close() {
    this.#socket.close();
  }
}
