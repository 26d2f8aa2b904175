import { randomUUID } from "node:crypto";

import { decodeHeaders, encodeFrame, FrameError, headerOf } from "./frame.mjs";
import { HeartBeats, negotiate } from "./heartbeat.mjs";
import { Subscription } from "./subscription.mjs";

const VERSIONS = ["1.2", "1.1", "1.0"];

/** WebSocket close codes, RFC 6455 §7.4.1. */
const NORMAL = 1000;
const PROTOCOL_ERROR = 1002;
const POLICY_VIOLATION = 1008;

/** A frame this server answers with ERROR and close, with the close code that fits. */
class Refusal extends FrameError {
  constructor(message, { code = PROTOCOL_ERROR, headers = [] } = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/**
 * The server's side of one STOMP conversation, from CONNECT to the end.
 *
 * @typedef {object} Wire where its output goes
 * @property {(command: string, data: string | Buffer) => void} send
 * @property {() => void} beat
 * @property {(code: number, reason: string) => void} close
 */
export class Session {
  id = randomUUID();
  /** @type {"1.0" | "1.1" | "1.2" | null} null before CONNECTED */
  version = null;
  /** The name others see. */
  name = null;
  #state = "waiting";
  /** @type {Map<string, Subscription>} by id; on 1.0, where ids are optional, by destination if there is none */
  #subscriptions = new Map();
  /** @type {Map<string, (() => void)[]>} what each transaction does when it commits */
  #transactions = new Map();
  /** @type {HeartBeats | undefined} */
  #beats;

  /**
   * @param {object} options
   * @param {import("./broker.mjs").Broker} options.broker
   * @param {import("./users.mjs").Users} options.users
   * @param {Wire} options.wire
   * @param {[sendMs: number, expectMs: number]} options.heartbeat what the server offers
   * @param {string} options.software the `server` header
   */
  constructor({ broker, users, wire, heartbeat, software }) {
    this.broker = broker;
    this.users = users;
    this.wire = wire;
    this.heartbeat = heartbeat;
    this.software = software;
  }

  /** @param {import("./splitter.mjs").RawFrame} raw @param {boolean} binary whether it came as bytes */
  handle({ command, lines, body }, binary) {
    if (this.#state === "ended") return;
    let frame = null;
    try {
      frame = { command, headers: decodeHeaders(command, lines, this.version), body, binary };
      this.#dispatch(frame);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.fail(error, frame);
    }
  }

  /** Sends ERROR and closes. STOMP 1.2, ERROR: "it MUST then close the connection just after". */
  fail(error, frame = null) {
    if (this.#state === "ended") return;
    const headers = [["message", error.message], ["content-type", "text/plain"], ...(error.headers ?? [])];
    const receipt = frame ? headerOf(frame, "receipt") : undefined;
    if (receipt !== undefined) headers.push(["receipt-id", receipt]);
    this.send({ command: "ERROR", headers, body: `${error.message}\n` });
    this.#close(error.code ?? PROTOCOL_ERROR, "see the ERROR frame");
  }

  /** @param {import("./frame.mjs").Frame} frame */
  send(frame) {
    if (this.#state === "ended") return;
    this.wire.send(frame.command, encodeFrame(frame, this.version ?? "1.2"));
  }

  /** Anything arrived. */
  heard() {
    this.#beats?.heard();
  }

  /** The connection is gone: leave everything. */
  end() {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#beats?.stop();
    const subscriptions = [...this.#subscriptions.values()];
    this.#subscriptions.clear();
    for (const subscription of subscriptions) this.broker.unsubscribe(subscription);
    if (this.name !== null) this.users.leave(this.name);
  }

  #close(code, reason) {
    this.end();
    this.wire.close(code, reason);
  }

  #dispatch(frame) {
    if (frame.body.length > 0 && frame.command !== "SEND") {
      throw new Refusal(`${frame.command} must not have a body`);
    }
    if (this.#state === "waiting") return this.#connect(frame);
    const act = Session.#commands.get(frame.command);
    if (!act) throw new Refusal(`no command ${frame.command} after CONNECTED`);
    act(this, frame);
    const receipt = headerOf(frame, "receipt");
    if (receipt !== undefined) this.send({ command: "RECEIPT", headers: [["receipt-id", receipt]] });
    if (frame.command === "DISCONNECT") this.#close(NORMAL, "");
  }

  static #commands = new Map([
    ["SEND", (session, frame) => session.#sendToBroker(frame)],
    ["SUBSCRIBE", (session, frame) => session.#subscribe(frame)],
    ["UNSUBSCRIBE", (session, frame) => session.#unsubscribe(frame)],
    ["ACK", (session, frame) => session.#acknowledge(frame)],
    ["NACK", (session, frame) => session.#acknowledge(frame)],
    ["BEGIN", (session, frame) => session.#begin(frame)],
    ["COMMIT", (session, frame) => session.#endTransaction(frame).forEach((step) => step())],
    ["ABORT", (session, frame) => session.#endTransaction(frame)],
    // Its RECEIPT and the close that every DISCONNECT gets are all there is to do.
    ["DISCONNECT", () => {}],
  ]);

  #connect(frame) {
    if (frame.command !== "CONNECT" && frame.command !== "STOMP") {
      throw new Refusal("the first frame must be CONNECT");
    }
    const accepted = (headerOf(frame, "accept-version") ?? "1.0").split(",");
    const version = VERSIONS.find((candidate) => accepted.includes(candidate));
    if (!version) {
      throw new Refusal(`this server speaks ${VERSIONS.join(", ")}`, { headers: [["version", VERSIONS.join(",")]] });
    }
    const beats = negotiate(headerOf(frame, "heart-beat"), this.heartbeat);
    const login = headerOf(frame, "login") ?? "guest";
    if (!this.users.admits(login, headerOf(frame, "passcode"))) {
      throw new Refusal("login refused", { code: POLICY_VIOLATION });
    }

    this.#state = "connected";
    this.version = version;
    this.name = this.users.enter(login);
    this.send({
      command: "CONNECTED",
      headers: [
        ["version", version],
        ["server", this.software],
        ["session", this.id],
        ["heart-beat", this.heartbeat.join(",")],
        ["user-name", this.name],
      ],
    });
    this.#beats = new HeartBeats({
      ...beats,
      send: () => this.wire.beat(),
      onSilence: () => this.#close(PROTOCOL_ERROR, "heart-beats stopped"),
    });
  }

  #sendToBroker(frame) {
    const message = {
      destination: required(frame, "destination"),
      headers: frame.headers,
      body: frame.body,
      binary: frame.binary,
    };
    this.#inTransaction(frame, () => {
      if (!this.broker.send(this, message)) throw new Refusal(`nobody handles ${message.destination}`);
    });
  }

  #subscribe(frame) {
    const destination = required(frame, "destination");
    const id = this.version === "1.0" ? headerOf(frame, "id") : required(frame, "id");
    const key = id ?? destination;
    if (this.#subscriptions.has(key)) throw new Refusal(`subscription ${key} exists`);
    const ack = headerOf(frame, "ack") ?? "auto";
    const modes = this.version === "1.0" ? ["auto", "client"] : ["auto", "client", "client-individual"];
    if (!modes.includes(ack)) throw new Refusal(`ack must be one of ${modes.join(", ")}: ${ack}`);
    const subscription = new Subscription({ session: this, id, destination, ack });
    this.#subscriptions.set(key, subscription);
    this.broker.subscribe(subscription);
  }

  #unsubscribe(frame) {
    const id = headerOf(frame, "id");
    const key = this.version === "1.0" ? (id ?? required(frame, "destination")) : required(frame, "id");
    const subscription = this.#subscriptions.get(key);
    if (!subscription) throw new Refusal(`no subscription ${key}`);
    this.#subscriptions.delete(key);
    this.broker.unsubscribe(subscription);
  }

  #acknowledge(frame) {
    if (frame.command === "NACK" && this.version === "1.0") throw new Refusal("STOMP 1.0 has no NACK");
    const deliveryId = required(frame, this.version === "1.2" ? "id" : "message-id");
    if (this.version === "1.1") required(frame, "subscription");
    this.#inTransaction(frame, () => {
      const subscription = [...this.#subscriptions.values()].find((candidate) => candidate.owes(deliveryId));
      if (!subscription) throw new Refusal(`no message waits for an acknowledgement as ${deliveryId}`);
      const messages = subscription.settle(deliveryId);
      if (frame.command === "NACK") this.broker.redeliver(subscription, messages);
    });
  }

  #begin(frame) {
    const id = required(frame, "transaction");
    if (this.#transactions.has(id)) throw new Refusal(`transaction ${id} has begun`);
    this.#transactions.set(id, []);
  }

  #endTransaction(frame) {
    const id = required(frame, "transaction");
    const steps = this.#transactions.get(id);
    if (!steps) throw new Refusal(`no transaction ${id}`);
    this.#transactions.delete(id);
    return steps;
  }

  /** Does it now, or when the frame's transaction commits. */
  #inTransaction(frame, step) {
    const id = headerOf(frame, "transaction");
    if (id === undefined) return step();
    const steps = this.#transactions.get(id);
    if (!steps) throw new Refusal(`no transaction ${id}`);
    steps.push(step);
  }
}

function required(frame, name) {
  const value = headerOf(frame, name);
  if (value === undefined) throw new Refusal(`${frame.command} needs the header ${name}`);
  return value;
}
