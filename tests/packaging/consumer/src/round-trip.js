/** What every consumer does: connects, subscribes, sends, and returns what comes back, or why nothing does. */
export async function roundTrip(Client, url, options) {
  const client = new Client(url, options);
  try {
    await client.connect();
    const answer = new Promise((resolve) => client.subscribe("/topic/messages", resolve));
    await client.send("/app/echo", "안녕 😀", { receipt: true });
    const { message } = (await answer).json();
    await client.disconnect();
    return message;
  } catch ({ code, message }) {
    return { code, message };
  }
}

/** The URL of the server is what follows the page's `?`. */
export const serverUrl = () => decodeURIComponent(location.search.slice(1));
