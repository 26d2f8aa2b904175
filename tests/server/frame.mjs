/** STOMP frames as the server reads and writes them: escaping, heads, encoding. */

/** What a client sent that no STOMP version allows. Its message goes into the ERROR frame. */
export class FrameError extends Error {}

/** @typedef {[name: string, value: string]} Header */
/** @typedef {{ command: string, headers: Header[], body?: Buffer | string, binary?: boolean }} Frame */

/** STOMP 1.2, Value Encoding. Version 1.1 knows no `\r`, version 1.0 no escapes at all. */
const ESCAPED = {
  1.1: new Map([
    ["\\", "\\\\"],
    ["\n", "\\n"],
    [":", "\\c"],
  ]),
  1.2: new Map([
    ["\\", "\\\\"],
    ["\n", "\\n"],
    [":", "\\c"],
    ["\r", "\\r"],
  ]),
};

/** STOMP 1.2: "the CONNECT and CONNECTED frames do not escape", for backward compatibility with 1.0. */
const NEVER_ESCAPED = new Set(["CONNECT", "STOMP", "CONNECTED"]);

/** The first header of that name: of repeated ones the first counts. */
export function headerOf(frame, name) {
  return frame.headers.find(([candidate]) => candidate === name)?.[1];
}

/**
 * @param {Frame} frame
 * @param {"1.0" | "1.1" | "1.2"} version
 * @returns {string | Buffer} what one WebSocket message carries: bytes where the body must stay bytes
 */
export function encodeFrame({ command, headers, body = "", binary = false }, version) {
  const escapes = NEVER_ESCAPED.has(command) ? undefined : ESCAPED[version];
  const bytes = Buffer.from(body);
  const lines = headers
    .filter(([name, value]) => escapes || (!/[:\n]/.test(name) && !value.includes("\n")))
    .map(([name, value]) => `${escape(name, escapes)}:${escape(value, escapes)}\n`);
  if (bytes.length > 0 || command === "MESSAGE" || command === "ERROR") {
    lines.push(`content-length:${bytes.length}\n`);
  }
  const head = `${command}\n${lines.join("")}\n`;
  return binary ? Buffer.concat([Buffer.from(head), bytes, Buffer.of(0)]) : `${head}${bytes}\0`;
}

/**
 * @param {string} command
 * @param {string[]} lines header lines without their ends
 * @param {"1.0" | "1.1" | "1.2" | null} version null before CONNECT is answered
 * @returns {Header[]}
 */
export function decodeHeaders(command, lines, version) {
  const escapes = NEVER_ESCAPED.has(command) ? undefined : ESCAPED[version];
  return lines.map((line) => {
    const colon = line.indexOf(":");
    if (colon < 0) throw new FrameError(`header line without a colon: ${line}`);
    if (colon === 0) throw new FrameError(`header without a name: ${line}`);
    const parts = [line.slice(0, colon), line.slice(colon + 1)];
    if (escapes) return parts.map((part) => unescape(part, escapes));
    return version === "1.0" ? parts.map((part) => part.trim()) : parts;
  });
}

function escape(text, escapes) {
  return escapes ? text.replace(/[\\\n:\r]/g, (character) => escapes.get(character) ?? character) : text;
}

function unescape(text, escapes) {
  return text.replace(/\\([^]?)|:/g, (escaped) => {
    for (const [character, sequence] of escapes) if (sequence === escaped) return character;
    if (escaped === ":") return escaped;
    throw new FrameError(`undefined escape ${escaped} in header: ${text}`);
  });
}
