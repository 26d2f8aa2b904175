// What the core has learnt of a server for the next attempt: of its network by origin, and whether
// its `/info` has been read by endpoint.

import { hosts } from "./clients.js";
/** @import { Host } from "./clients.js" */

/** The core's three numbers, and when they came. @typedef {readonly [failed: number, informed: number, roundTripMs: number, at: number]} Known */

/** @type {Map<string, Known>} */
const known = new Map();

/** The endpoints that have told about themselves on this page. @type {Set<string>} */
const asked = new Set();

/** Where each client last went. @type {WeakMap<Host, URL>} */
const endpoints = new WeakMap();

/** @param {number} client @param {string} url */
export function recall(client, url) {
  const endpoint = new URL(url);
  const { origin, pathname } = endpoint;
  const host = hosts.get(client);
  if (host) endpoints.set(host, endpoint);
  const [failed, informed, roundTripMs, at] = known.get(origin) ?? load(host, origin) ?? [0, 0, 0, Date.now()];
  return { failed, informed: informed && asked.has(origin + pathname), roundTripMs, ageMs: Math.min(Math.max(Date.now() - at, 0), 0x7fff_ffff) };
}

/** @param {number} client @param {number} failed @param {number} informed @param {number} roundTripMs */
export function remember(client, failed, informed, roundTripMs) {
  const host = hosts.get(client);
  const endpoint = host && endpoints.get(host);
  if (!endpoint) return;
  const { origin, pathname } = endpoint;
  if (informed) asked.add(origin + pathname);
  /** @type {Known} */
  const now = [failed, informed, roundTripMs, Date.now()];
  known.set(origin, now);
  if (!host.keepsForSession) return;
  try {
    sessionStorage.setItem(KEY + origin, JSON.stringify(now));
  } catch {
    // No storage here, or none for us: the map has it.
  }
}

/** @param {Host | undefined} host @param {string} origin @returns {Known | undefined} */
function load(host, origin) {
  if (!host?.keepsForSession) return undefined;
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY + origin) ?? "");
    return kept.length === 4 && kept.every(Number.isFinite) ? kept : undefined;
  } catch {
    return undefined;
  }
}

const KEY = "stompwire:";
