package stompwire.spring;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

/** The STOMP endpoints, whichever broker is behind them. */
@Configuration
@EnableWebSocketMessageBroker
public class StompConfig implements WebSocketMessageBrokerConfigurer {

  private final JwtInterceptor jwtInterceptor;
  private final long sockJsBeat;

  public StompConfig(
      JwtInterceptor jwtInterceptor, @Value("${sockjs.heart-beat}") long sockJsBeat) {
    this.jwtInterceptor = jwtInterceptor;
    this.sockJsBeat = sockJsBeat;
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    registry.addEndpoint("/ws", "/stomp/chat")
        .setAllowedOriginPatterns("*")
        .addInterceptors(new HttpSessionHandshakeInterceptor())
        .withSockJS()
        .setHeartbeatTime(sockJsBeat);
    // A page of another origin is refused where nothing else is said.
    registry.addEndpoint("/same-origin").withSockJS();
    registry.addEndpoint("/plain")
        .setAllowedOriginPatterns("*")
        .addInterceptors(new HttpSessionHandshakeInterceptor());

    registry.addEndpoint("/secure")
        .setAllowedOriginPatterns("*")
        .addInterceptors(new SecureHandshake());
    registry.addEndpoint("/secure")
        .setAllowedOriginPatterns("*")
        .addInterceptors(new SecureHandshake())
        .withSockJS();
  }

  @Override
  public void configureClientInboundChannel(ChannelRegistration registration) {
    registration.interceptors(jwtInterceptor);
  }
}
