import { setTimeout as sleep } from "node:timers/promises";

import { startFaultProxy } from "../proxies/fault-proxy.mjs";

/** How many messages are sent. */
export const MESSAGES = 1_000;

/**
 * @typedef {object} Trial
 * @property {string} name for a person who wants to have it again
 * @property {"receipt" | "retry"} delivery what is promised of the messages
 * @property {(connection: number) => import("../proxies/fault-proxy.mjs").Fault[]} faults what becomes of connections
 * @property {object} [options] of the client
 *
 * @typedef {object} Outcome
 * @property {number[]} confirmed
 * @property {string[]} failures why the others were rejected
 * @property {number} pending how many were neither, when it was given up
 * @property {{ up: number, down: number }[]} passed the bytes of each connection
 */

/**
 * Sends messages to a durable queue of RabbitMQ through a network with faults, until each is confirmed or rejected.
 *
 * @param {object} world
 * @param {import("../native/native.mjs").Native} world.native
 * @param {Awaited<ReturnType<import("../brokers/rabbitmq.mjs").startRabbitmq>>} world.rabbitmq
 * @param {string} queue its destination
 * @param {number} first the body of the first message; the others follow it
 * @param {Trial} trial
 * @returns {Promise<Outcome>}
 */
export async function runTrial({ native, rabbitmq }, queue, first, { delivery, faults, options }) {
  const proxy = await startFaultProxy({ to: rabbitmq.port, faults });
  const client = native.create({
    url: rabbitmq.url.replace(`:${rabbitmq.port}/`, `:${proxy.port}/`),
    connectHeaders: { login: rabbitmq.login, passcode: rabbitmq.passcode },
    reconnect: { initial: true, initialDelayMs: 10, maxDelayMs: 100 },
    receiptTimeoutMs: PATIENCE_MS,
    ...options,
  });
  const outcome = { confirmed: [], failures: [], pending: MESSAGES };
  client.connect();
  const settled = client.sendNumbers(queue, first, MESSAGES, { delivery }).map(async (promise, index) => {
    const failure = await promise;
    outcome.pending -= 1;
    if (failure === null) outcome.confirmed.push(first + index);
    else outcome.failures.push(failure);
  });
  const over = new AbortController();
  await Promise.race([Promise.all(settled), sleep(2 * PATIENCE_MS, null, over).catch(() => {})]);
  over.abort();
  client.drop();
  await proxy.close();
  return { ...outcome, passed: proxy.passed() };
}

/** Far more than any trial takes. */
const PATIENCE_MS = 30_000;
