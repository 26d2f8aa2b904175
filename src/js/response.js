// What an HTTP answer says.

/** What stands for a redirect, which a browser shows without its status. */
const REDIRECT = 300;

/** @param {Response} response @returns 0 where none is shown */
export function statusOf(response) {
  return response.type === "opaqueredirect" || response.redirected ? REDIRECT : response.status;
}

/**
 * The text, as it comes. Who stops reading ends the answer.
 *
 * @param {Response} response
 */
export async function* texts(response) {
  if (!response.body) {
    yield await response.text();
    return;
  }
  const reader = response.body.getReader();
  // A byte order mark goes, as `text` lets it: an answer begins with a frame, never with a message.
  const decoder = new TextDecoder();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield decoder.decode(next.value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Enough for every `/info`, and for what an error page says. */
const LIMIT = 65_536;

/**
 * The whole text, which must not be long. Read to its end it leaves the connection to the next request.
 *
 * @param {Response} response
 * @returns as much of it as is allowed, where it is too long
 */
export async function shortText(response) {
  let all = "";
  for await (const text of texts(response)) {
    all += text;
    if (all.length > LIMIT) break;
  }
  return all;
}
