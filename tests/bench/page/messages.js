export const DESTINATION = "/topic/rooms/general";
export const SUBSCRIPTION = "sub-0";

/** Enough that a cache of one text helps nobody, few enough to stay in memory. */
export const POOL = 64;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Different bodies of so many bytes, as flat as a WebSocket gives them. */
export function bodies(size) {
  return pool((number) => bodyOf(size, number)).map(flat);
}

/** Different MESSAGE frames, as text. */
export function textMessages(size) {
  return pool((number) => messageOf(size, number)).map(flat);
}

/** Different MESSAGE frames, as bytes. */
export function binaryMessages(size) {
  return pool((number) => encoder.encode(messageOf(size, number)).buffer);
}

/** A MESSAGE with five headers, as Spring's simple broker writes them. */
export function messageOf(size, number) {
  const head = [
    "MESSAGE",
    `destination:${DESTINATION}`,
    "content-type:application/json",
    `subscription:${SUBSCRIPTION}`,
    `message-id:5c0f6a1e-7b42-4d19-9e3a-${String(number).padStart(6, "0")}`,
    `content-length:${size}`,
  ];
  return `${head.join("\n")}\n\n${bodyOf(size, number)}\0`;
}

function bodyOf(size, number) {
  const start = `{"number":${number},"text":"`;
  const end = '"}';
  return start + "The quick brown fox. ".repeat(size / 20).slice(0, size - start.length - end.length) + end;
}

function pool(make) {
  return Array.from({ length: POOL }, (_, number) => make(number));
}

/** Concatenation makes a rope that the first reader would pay for; decoding makes a plain string. */
function flat(text) {
  return decoder.decode(encoder.encode(text));
}
