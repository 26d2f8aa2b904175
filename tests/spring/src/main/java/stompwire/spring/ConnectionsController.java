package stompwire.spring;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.WebSocketMessageBrokerStats;

/** Tells how many clients this server has, by what they came over. */
@RestController
public class ConnectionsController {

  record Connections(int webSockets, int streams, int polls) {}

  private final WebSocketMessageBrokerStats stats;

  public ConnectionsController(WebSocketMessageBrokerStats stats) {
    this.stats = stats;
  }

  @GetMapping("/connections")
  public Connections connections() {
    var sessions = stats.getWebSocketSessionStats();
    return new Connections(
        sessions.getWebSocketSessions(),
        sessions.getHttpStreamingSessions(),
        sessions.getHttpPollingSessions());
  }
}
