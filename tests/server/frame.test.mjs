import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeHeaders, encodeFrame, FrameError } from "./frame.mjs";
import { FrameSplitter } from "./splitter.mjs";

const HOSTILE = "a:b\\c\nd\re\u{1F600}\u00e9 ";

function split(pieces, maxFrameBytes = 1_000) {
  const seen = [];
  const splitter = new FrameSplitter({
    maxFrameBytes,
    onFrame: ({ command, lines, body }) => seen.push([command, lines, body.toString()]),
    onBeat: () => seen.push("beat"),
  });
  for (const piece of pieces) splitter.push(Buffer.from(piece));
  return seen;
}

for (const version of ["1.1", "1.2"]) {
  test(`STOMP ${version}: any header survives encoding and decoding`, () => {
    const headers = [
      [HOSTILE, HOSTILE],
      ["empty", ""],
    ].map((pair) => (version === "1.1" ? pair.map((text) => text.replace("\r", "")) : pair));
    const [command, ...lines] = encodeFrame({ command: "SEND", headers }, version).split("\n\n")[0].split("\n");
    assert.deepEqual(decodeHeaders(command, lines, version), headers);
  });
}

test("each version escapes what it defines", () => {
  const encoded = (version) => encodeFrame({ command: "RECEIPT", headers: [["x", "\\:\r"]] }, version);
  assert.equal(encoded("1.2"), "RECEIPT\nx:\\\\\\c\\r\n\n\0");
  assert.equal(encoded("1.1"), "RECEIPT\nx:\\\\\\c\r\n\n\0");
  assert.equal(encoded("1.0"), "RECEIPT\nx:\\:\r\n\n\0");
});

test("CONNECTED is never escaped, CONNECT never unescaped", () => {
  assert.equal(encodeFrame({ command: "CONNECTED", headers: [["x", "a:b\\"]] }, "1.2"), "CONNECTED\nx:a:b\\\n\n\0");
  assert.deepEqual(decodeHeaders("CONNECT", ["passcode:a\\c:\\"], "1.2"), [["passcode", "a\\c:\\"]]);
});

test("escapes that a version does not define are errors", () => {
  for (const [version, line] of [
    ["1.1", "x:\\r"],
    ["1.2", "x:\\t"],
    ["1.2", "x:\\"],
    ["1.2", "\\x:1"],
  ]) {
    assert.throws(() => decodeHeaders("SEND", [line], version), FrameError);
  }
  assert.deepEqual(decodeHeaders("SEND", ["x:\\t"], "1.0"), [["x", "\\t"]]);
});

test("spaces around headers count from 1.1 on", () => {
  assert.deepEqual(decodeHeaders("SEND", ["x: 1 "], "1.0"), [["x", "1"]]);
  assert.deepEqual(decodeHeaders("SEND", ["x: 1 "], "1.1"), [["x", " 1 "]]);
});

test("header lines without a colon or a name are errors", () => {
  assert.throws(() => decodeHeaders("SEND", ["x"], "1.2"), FrameError);
  assert.throws(() => decodeHeaders("SEND", [":x"], "1.2"), FrameError);
});

test("any cut of the bytes gives the same frames", () => {
  const stream = Buffer.from("\nSEND\nx:\u{1F600}\ncontent-length:3\n\na\0b\0\r\nSEND\r\nx:1\r\n\r\n\u00e9\0\n");
  const whole = split([stream]);
  assert.deepEqual(whole, [
    "beat",
    ["SEND", ["x:\u{1F600}", "content-length:3"], "a\0b"],
    "beat",
    ["SEND", ["x:1"], "\u00e9"],
    "beat",
  ]);
  for (let size = 1; size < stream.length; size += 1) {
    const pieces = [];
    for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
    assert.deepEqual(split(pieces), whole);
  }
});

for (const [name, bytes] of [
  ["a wrong content-length", "SEND\ncontent-length:1\n\nabc\0"],
  ["a content-length that is no number", "SEND\ncontent-length:-1\n\n\0"],
  ["NUL among the headers", "SEND\nx:1\0"],
  ["headers that are not UTF-8", Buffer.from([83, 10, 0xff, 10])],
  ["a frame over the limit", `SEND\n\n${"x".repeat(1_000)}`],
  ["a header flood", `SEND\n${"x:1\n".repeat(1_001)}`],
]) {
  test(`${name} is an error`, () =>
    assert.throws(() => split([bytes], name.includes("flood") ? 1e6 : 1_000), FrameError));
}

test("bytes stay bytes, and every body says its length", () => {
  const body = Buffer.from([0, 255]);
  assert.deepEqual(
    encodeFrame({ command: "MESSAGE", headers: [], body, binary: true }, "1.2"),
    Buffer.from("MESSAGE\ncontent-length:2\n\n\0\xff\0", "latin1"),
  );
  assert.equal(
    encodeFrame({ command: "MESSAGE", headers: [], body: "\u00e9" }, "1.2"),
    "MESSAGE\ncontent-length:2\n\n\u00e9\0",
  );
});
