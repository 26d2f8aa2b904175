// Without `esModuleInterop` the constructor is imported as a namespace or by `require`.

import * as SockJS from "stompwire/sockjs-client";
import Required = require("stompwire/sockjs-client");

const options: SockJS.Options = { transports: "xhr-streaming" };
export const sockets: WebSocket[] = [new SockJS("/ws", null, options), SockJS("/ws"), new Required("/ws")];
