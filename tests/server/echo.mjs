/** The program every STOMP tutorial starts with: what is sent to `/app/echo` comes back to all, with the time. */
export function registerEcho(broker) {
  broker.register(/^\/app\/echo$/, (_session, { body }) => {
    broker.publishJson("/topic/messages", { message: body.toString(), time: new Date().toISOString() });
  });
}
