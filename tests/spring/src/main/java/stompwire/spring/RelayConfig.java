package stompwire.spring;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** Messages go through RabbitMQ, which several of these servers share. */
@Configuration
@Profile("relay")
public class RelayConfig implements WebSocketMessageBrokerConfigurer {

  private final String host;
  private final int port;
  private final String login;
  private final String passcode;

  public RelayConfig(
      @Value("${relay.host}") String host,
      @Value("${relay.port}") int port,
      @Value("${relay.login}") String login,
      @Value("${relay.passcode}") String passcode) {
    this.host = host;
    this.port = port;
    this.login = login;
    this.passcode = passcode;
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    registry.setPreserveReceiveOrder(true);
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    registry.enableStompBrokerRelay("/topic", "/queue")
        .setRelayHost(host)
        .setRelayPort(port)
        .setVirtualHost("/")
        .setClientLogin(login)
        .setClientPasscode(passcode)
        .setSystemLogin(login)
        .setSystemPasscode(passcode)
        .setUserDestinationBroadcast("/topic/unresolved-user-destination")
        .setUserRegistryBroadcast("/topic/simp-user-registry");
    registry.setApplicationDestinationPrefixes("/app");
    registry.setPreservePublishOrder(true);
  }
}
