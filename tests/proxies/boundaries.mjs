/**
 * Where HTTP exchanges and WebSocket messages begin and end in one direction of a connection.
 *
 * Its readers are generators that are given one byte at a time. What `yield` returns is a byte; what it is given is
 * said of the byte before that.
 */
export class Boundaries {
  #reader;

  /** @param {"up" | "down"} direction up go requests, down go responses */
  constructor(direction) {
    this.#reader = exchanges(direction);
    this.#reader.next();
  }

  /**
   * What begins with this byte, or ends with it, if anything does.
   *
   * @param {number} byte the next one
   * @returns {{ edge: "begin" | "end", of: "exchange" | "message" } | undefined}
   */
  read(byte) {
    return this.#reader.next(byte).value;
  }
}

/** One HTTP/1.1 message after the other, until the connection becomes a WebSocket. */
function* exchanges(direction) {
  let ended;
  while (true) {
    let head = String.fromCharCode(yield ended);
    head += String.fromCharCode(yield { edge: "begin", of: "exchange" });
    while (!head.endsWith("\r\n\r\n")) head += String.fromCharCode(yield);
    const isUpgrade = direction === "up" ? /^upgrade: *websocket\r$/im : /^HTTP\/1\.1 101 /;
    ended = { edge: "end", of: "exchange" };
    if (isUpgrade.test(head)) yield* messages(ended);
    else if (/^transfer-encoding: *chunked\r$/im.test(head)) yield* chunks();
    else for (let left = bodyLength(direction, head); left > 0; left--) yield;
  }
}

/** RFC 9112 §7.1; nobody here sends trailers. */
function* chunks() {
  for (let size; size !== 0; ) {
    let line = "";
    while (!line.endsWith("\r\n")) line += String.fromCharCode(yield);
    size = Number.parseInt(line, 16);
    for (let left = size + "\r\n".length; left > 0; left--) yield;
  }
}

/** RFC 9112 §6.3, but for answers to HEAD, which nobody here asks. */
function bodyLength(direction, head) {
  if (direction === "down" && /^HTTP\/1\.1 (1..|204|304) /.test(head)) return 0;
  const length = /^content-length: *(\d+)\r$/im.exec(head)?.[1];
  return length ? Number(length) : direction === "up" ? 0 : Infinity;
}

/** RFC 6455 §5.2. A message is one frame or many; control frames may stand between them. */
function* messages(ended) {
  while (true) {
    const first = yield ended;
    const opcode = first & 0x0f;
    const begins = opcode === 1 || opcode === 2;
    const second = yield begins ? { edge: "begin", of: "message" } : undefined;
    let length = second & 0x7f;
    if (length >= 126) {
      const digits = length === 126 ? 2 : 8;
      length = 0;
      for (let digit = 0; digit < digits; digit++) length = length * 256 + (yield);
    }
    const isMasked = second >= 0x80;
    for (let left = length + (isMasked ? 4 : 0); left > 0; left--) yield;
    const isLast = first >= 0x80 && opcode < 8;
    ended = isLast ? { edge: "end", of: "message" } : undefined;
  }
}
