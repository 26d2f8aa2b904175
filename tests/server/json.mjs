/** A request is a script or a message at most: this is generous. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The body of a request, `{}` where there is none. @throws {TypeError | SyntaxError} it is too long, or no JSON */
export async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new TypeError(`a request may hold ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString() || "{}");
}

/** @param {object} [value] the body; without it there is none */
export function answer(response, status, value) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(value === undefined ? undefined : JSON.stringify(value));
}
