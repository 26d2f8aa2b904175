import { FrameError } from "./frame.mjs";

const LF = 10;
const CR = 13;
const MAX_HEADERS = 1_000;

/** @typedef {{ command: string, lines: string[], body: Buffer }} RawFrame a frame whose headers are not yet decoded */

/** Finds frames and heart-beats in a stream of bytes, however it is cut. */
export class FrameSplitter {
  #pending = Buffer.alloc(0);
  // A byte order mark is part of the first header, not a mark.
  #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /** @param {{ maxFrameBytes: number, onFrame: (frame: RawFrame) => void, onBeat: () => void }} options */
  constructor({ maxFrameBytes, onFrame, onBeat }) {
    this.maxFrameBytes = maxFrameBytes;
    this.onFrame = onFrame;
    this.onBeat = onBeat;
  }

  /** @param {Buffer} bytes @throws {FrameError} after which the stream cannot be read on */
  push(bytes) {
    const input = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    let at = 0;
    while (at < input.length) {
      const end = endOfLine(input, at);
      if (end > 0) {
        at = end;
        this.onBeat();
        continue;
      }
      const found = this.#frameAt(input, at);
      if (!found) break;
      at = found.end;
      this.onFrame(found.frame);
    }
    this.#pending = input.subarray(at);
    if (this.#pending.length > this.maxFrameBytes) {
      throw new FrameError(`a frame may hold ${this.maxFrameBytes} bytes`);
    }
  }

  #frameAt(input, start) {
    const head = this.#headAt(input, start);
    if (!head) return null;
    const [command, ...lines] = head.lines;
    const length = contentLength(lines);
    const end = length === undefined ? input.indexOf(0, head.end) : head.end + length;
    if (end < 0 || end >= input.length) return null;
    if (input[end] !== 0) throw new FrameError(`no NUL after the ${length} bytes that content-length announces`);
    return { frame: { command, lines, body: input.subarray(head.end, end) }, end: end + 1 };
  }

  #headAt(input, start) {
    const nul = input.indexOf(0, start);
    const lines = [];
    for (let at = start; ;) {
      const eol = input.indexOf(LF, at);
      if (nul >= 0 && (eol < 0 || nul < eol)) throw new FrameError("NUL before the blank line that ends the headers");
      if (eol < 0) return null;
      const line = this.#text(input.subarray(at, input[eol - 1] === CR && eol > at ? eol - 1 : eol));
      at = eol + 1;
      if (line === "") return { lines, end: at };
      if (lines.length > MAX_HEADERS) throw new FrameError(`a frame may have ${MAX_HEADERS} headers`);
      lines.push(line);
    }
  }

  #text(bytes) {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      throw new FrameError("headers are not UTF-8");
    }
  }
}

/** Where the line end that begins at `at` is over; 0 if none begins there. */
function endOfLine(input, at) {
  if (input[at] === LF) return at + 1;
  return input[at] === CR && input[at + 1] === LF ? at + 2 : 0;
}

function contentLength(lines) {
  const line = lines.find((candidate) => candidate.startsWith("content-length:"));
  if (line === undefined) return undefined;
  const value = line.slice("content-length:".length).trim();
  if (!/^\d+$/.test(value)) throw new FrameError(`content-length is no number: ${value}`);
  return Number(value);
}
