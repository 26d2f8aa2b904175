export { Client, StompError, preload } from "stompwire";
export * as slim from "stompwire/slim";
