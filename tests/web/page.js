// What a page does with one client, and what that tells it.

import { Request } from "./request.js";
import { Socket } from "./socket.js";

/** Of an export: more is to come. */
const WILL_BE_SETTLED = 1;

let servers = 0;

/** A host as `clients.js` describes it, which notes what it is told. */
export class Page {
  constructor(edge, texts, numbers) {
    this.edge = edge;
    this.options = [texts, numbers];
    this.client = 0;
    this.url = "ws://server/stomp";
    this.connectHeaders = {};
    this.lineLimit = 1 << 20;
    this.sockets = [];
    this.requests = [];
    this.attempts = [];
    this.messages = [];
    this.told = [];
    this.hooks = new Map();
    /** Gives what a page's factory gives for the socket that it made. */
    this.factory = (socket) => socket;
  }

  // What the user does.

  connect() {
    this.#enter();
    return this.#pledge((number) => this.edge.connect(this.client, number));
  }

  abort() {
    this.edge.abort(this.client);
  }

  disconnect(timeoutMs) {
    return this.#pledge((number) => this.edge.disconnect(this.client, number, timeoutMs));
  }

  subscribe(destination) {
    this.#enter();
    return this.#pledge((number) => this.edge.subscribe(this.client, number, "", destination, 0, {}));
  }

  unsubscribe(slot) {
    this.edge.unsubscribe(this.client, slot);
  }

  /** At once, or not at all. */
  send(destination, body) {
    const text = typeof body === "string";
    const head = this.edge.sendHead(this.client, destination, {}, text ? 0 : 2, body.length);
    if (typeof head === "number") return this.#pledge(() => head);
    const frame = text ? head + body + "\0" : Uint8Array.of(...this.edge.encode(head), ...body, 0);
    return this.#pledge((number) => this.edge.send(this.client, frame, number));
  }

  /** Now, or as soon as it can be. */
  enqueue(destination, body) {
    return this.#enqueue(destination, body, 0);
  }

  sendWithReceipt(destination, body) {
    return this.#enqueue(destination, body, 1);
  }

  sendUntilConfirmed(destination, body) {
    return this.#enqueue(destination, body, 2);
  }

  /** Takes the newest message out of the outbox. */
  cancel() {
    return this.edge.cancel(this.client, this.newest);
  }

  clearOutbox() {
    return this.edge.cancel(this.client, 0);
  }

  bufferedAmount() {
    return this.edge.bufferedAmount(this.client);
  }

  #enter() {
    this.client ||= this.edge.create(this, ...this.options);
  }

  #enqueue(destination, body, delivery) {
    const kind = typeof body === "string" ? 0 : 2;
    return this.#pledge((number) => {
      this.newest = number;
      const status = this.edge.enqueue(this.client, destination, {}, body, kind, body.length, number, delivery);
      return status === 0 ? WILL_BE_SETTLED : status;
    });
  }

  /** What `act` starts under a number; it may say at once that it is done, or by a number below 0 refuse. */
  #pledge(act) {
    const number = this.edge.nextPromise();
    let promise = this.edge.pledge(this, number);
    const status = act(number);
    if (status <= 0) {
      this.edge.unpledge(number);
      promise = status < 0 ? Promise.reject(new Error(`refused ${status}`)) : Promise.resolve();
    }
    // A test need not look.
    promise.catch(() => {});
    return promise;
  }

  // What the client says.

  makeSocket(url, protocols) {
    const socket = new Socket(url, protocols);
    this.sockets.push(socket);
    return this.factory(socket);
  }

  fetch(url, init) {
    const request = new Request(url, init);
    this.requests.push(request);
    return request.response;
  }

  attempted(transport, phase, outcome, detail) {
    this.attempts.push([transport, phase, outcome, detail].join(" "));
  }

  prepare(session) {
    this.edge.prepared(this.client, session, this.url, this.connectHeaders);
  }

  stateChanged(state) {
    this.#note("state", ["inactive", "connecting", "connected", "disconnecting"][state]);
  }

  connected(...numbers) {
    this.#note("connected", ...numbers);
  }

  deliver(slot, message) {
    this.messages.push(message);
    this.#note("message", slot);
  }

  frame(_kind, frame) {
    this.#note("frame", frame.command);
  }

  refused(slot, status) {
    this.#note("refused", slot, status);
  }

  async acknowledge(message, positive, headers) {
    const status = this.edge.acknowledge(message, positive, headers);
    if (status < 0) throw new Error(`refused ${status}`);
  }

  closing({ code, reason, wasClean }) {
    this.#note("closing", code, reason, wasClean);
  }

  failing(cause) {
    this.#note("failing", cause.message);
  }

  consider(session, numbers, attempt) {
    this.considered = session;
    this.#note("consider", ...numbers, attempt);
  }

  disconnected(numbers, delayMs, attempt, silentMs) {
    const wait = delayMs === -2 ? "suspended" : delayMs >= 0 && "waits";
    this.silentMs = silentMs;
    this.#note("disconnected", ...numbers, ...(wait ? [wait, attempt] : []));
  }

  queued(messages, bytes) {
    this.#note("queued", messages, bytes);
  }

  error(numbers) {
    return new Error(numbers.join(" "));
  }

  log(sent, head, body) {
    this.#note("log", sent, head, ...(body === undefined ? [] : [body]));
  }

  gone() {
    this.client = 0;
    this.#note("gone");
  }

  crashed(cause) {
    this.client = 0;
    this.#note("crashed", cause.message);
  }

  #note(event, ...details) {
    this.told.push([event, ...details].join(" "));
    this.hooks.get(event)?.(this.messages.at(-1));
  }

  // What the test sees, and sets.

  /** Answers whether to go on. */
  decide(again) {
    this.edge.decide(this.client, this.considered, again);
  }

  /** Connects to a SockJS endpoint on a server of its own, of which nothing is known. */
  useEndpoint() {
    this.url = `http://server-${++servers}/ws`;
  }

  /** Takes SockJS's messages as they are, without STOMP. */
  speakSockJs() {
    this.message = (data) => this.#note("data", JSON.stringify(data));
    this.heartbeat = () => this.#note("heartbeat");
  }

  /** Sends without STOMP. */
  sendData(data) {
    this.edge.send(this.client, data, 0);
  }

  /** How transports fared since the last look: each, how far it came, and how it ended, as in `events.js`. */
  takeAttempts() {
    return this.attempts.splice(0);
  }

  /** The requests since the last look. */
  takeRequests() {
    return this.requests.splice(0);
  }

  socket() {
    return this.sockets.at(-1);
  }

  on(event, act) {
    this.hooks.set(event, act);
  }

  /** Lets an event trap, as a panic in the module would. */
  trapAt(event) {
    this.on(event, () => {
      throw new WebAssembly.RuntimeError("unreachable");
    });
  }

  /** What it was told since the last look. */
  events() {
    return this.told.splice(0);
  }

  /** What was delivered since the last look. */
  inbox() {
    return this.messages.splice(0);
  }
}
