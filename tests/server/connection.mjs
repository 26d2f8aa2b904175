import { FrameError } from "./frame.mjs";
import { Lane } from "./lane.mjs";
import { Outlet } from "./outlet.mjs";
import { FrameSplitter } from "./splitter.mjs";

/** A connection keeps this many received frames and message lengths for assertions. */
const MAX_RECORDED = 1_000;

/**
 * One client connection: its channel, its STOMP session, and between them its script. What the session sends and
 * what the client sent pass the rules first.
 */
export class Connection {
  #channel;
  #outlet;
  #rules;
  #session;
  #splitter;
  #incoming = new Lane();
  #outgoing = new Lane();
  #recorded;
  // Whether the message being read is binary: its frames are answered in kind.
  #binary = false;

  /**
   * @param {object} options
   * @param {string} options.id
   * @param {import("./channels.mjs").Channel} options.channel
   * @param {import("./script.mjs").Rules} options.rules
   * @param {(wire: import("./session.mjs").Wire) => import("./session.mjs").Session} options.openSession
   * @param {number} options.maxFrameBytes
   * @param {boolean} options.record whether to keep what arrives
   * @param {() => void} options.onClose
   */
  constructor({ id, channel, rules, openSession, maxFrameBytes, record, onClose }) {
    this.id = id;
    this.#channel = channel;
    this.#rules = rules;
    this.#outlet = new Outlet(channel);
    this.#recorded = { on: record, frames: [], messages: [], beats: 0, sent: 0, closed: null };
    this.#session = openSession({
      send: (command, data) => this.#sendFrame(command, data),
      beat: () => this.#outlet.beat(),
      close: (code, reason) => this.#outgoing.run(() => this.#outlet.close(code, reason)),
    });
    this.#splitter = new FrameSplitter({
      maxFrameBytes,
      onFrame: (frame) => this.#receiveFrame(frame),
      onBeat: () => {
        this.#recorded.beats += 1;
      },
    });
    channel.onMessage = (data) => this.#receive(data);
    channel.onClose = (code, reason) => {
      this.#recorded.closed = { code, reason };
      this.#session.end();
      onClose();
    };
    this.#incoming.run(() => this.#rules.apply("open", null, this, () => {}));
  }

  /** What a test may want to know. */
  describe() {
    const { frames, messages, beats, sent, closed } = this.#recorded;
    const { transport, protocol, url } = this.#channel;
    const { id: session, name, version } = this.#session;
    return {
      id: this.id,
      url,
      transport,
      protocol,
      session,
      name,
      version,
      closed,
      sent,
      beats,
      messages,
      received: frames,
    };
  }

  terminate() {
    this.#session.end();
    this.#channel.reset();
  }

  // The actions of a script, by name.

  raw(data, { repeat = 1 } = {}) {
    const message = typeof data === "string" ? data : Buffer.from(data.base64, "base64");
    for (let count = 0; count < repeat; count += 1) this.#outlet.send(message);
  }

  set(settings) {
    this.#outlet.set(settings);
  }

  close({ code = 1000, reason = "" }) {
    this.#outlet.close(code, reason);
  }

  reset() {
    this.#channel.reset();
  }

  tcp({ base64 }) {
    this.#channel.tcp(Buffer.from(base64, "base64"));
  }

  #sendFrame(command, data) {
    this.#outgoing.run(() =>
      this.#rules.apply("send", command, this, (edits) => {
        this.#recorded.sent += 1;
        this.#outlet.send(edits.length > 0 ? edited(data, edits) : data);
      }),
    );
  }

  #receive(data) {
    this.#session.heard();
    this.#record("messages", () => data.length);
    this.#binary = typeof data !== "string";
    try {
      this.#splitter.push(Buffer.from(data));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#incoming.run(() => this.#session.fail(error));
    }
  }

  #receiveFrame(frame) {
    const binary = this.#binary;
    this.#record("frames", () => describeFrame(frame, binary));
    this.#incoming.run(() =>
      this.#rules.apply("receive", frame.command, this, () => this.#session.handle(frame, binary)),
    );
  }

  #record(list, describe) {
    if (this.#recorded.on && this.#recorded[list].length < MAX_RECORDED) this.#recorded[list].push(describe());
  }
}

function edited(data, edits) {
  return edits.reduce((text, [from, to]) => text.replace(from, () => to), data.toString());
}

/** The frame as it came: header names and values are not unescaped. */
function describeFrame({ command, lines, body }, binary) {
  const headers = Object.create(null);
  for (const line of lines) {
    const [, name, value] = /^([^:]*):?([^]*)$/.exec(line);
    headers[name] ??= value;
  }
  return { command, headers, lines, body: body.toString(), binary };
}
