export { Client, StompError, preload } from "stompwire";
export * as slim from "stompwire/slim";
export { default as SockJS } from "stompwire/sockjs-client";
