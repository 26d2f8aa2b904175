import SockJS from "/node_modules/stompwire/dist/sockjs-client.js";

// What follows the `?` is where to connect.
const socket = new SockJS(decodeURIComponent(location.search.slice(1)));
socket.onopen = () => socket.send("from a worker");
socket.onmessage = ({ data }) => postMessage([data, socket.transport, new SockJS("echo").url]);
