/** What goes to the server and comes back. */
const TEXT = "안녕 😀";

/** What every consumer does: connects, subscribes, sends, and returns what comes back, or why nothing does. */
export async function roundTrip(Client, url, options) {
  const client = new Client(url, options);
  try {
    await client.connect();
    const answer = new Promise((resolve) => client.subscribe("/topic/messages", resolve));
    await client.send("/app/echo", TEXT, { receipt: true });
    const { message } = (await answer).json();
    await client.disconnect();
    return message;
  } catch ({ code, message }) {
    return { code, message };
  }
}

/** The same with the drop-in for sockjs-client, at the server that is at the STOMP endpoint `url`. */
export function sockJsRoundTrip(SockJS, url) {
  const socket = SockJS(new URL("/echo", url.replace("ws", "http")));
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(TEXT);
    socket.onmessage = ({ data }) => {
      resolve(data);
      socket.close();
    };
    socket.onclose = ({ code, reason }) => resolve({ code, reason });
  });
}

/** The URL of the server is what follows the page's `?`. */
export const serverUrl = () => decodeURIComponent(location.search.slice(1));
