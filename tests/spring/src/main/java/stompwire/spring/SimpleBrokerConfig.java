package stompwire.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** Messages stay in this process, as in most tutorials. */
@Configuration
@Profile("!relay")
public class SimpleBrokerConfig implements WebSocketMessageBrokerConfigurer {

  private final ObjectProvider<TaskScheduler> beatScheduler;
  private final long beat;
  private final boolean ordered;

  public SimpleBrokerConfig(
      @Qualifier(BeatConfig.SCHEDULER) ObjectProvider<TaskScheduler> beatScheduler,
      @Value("${stomp.heart-beat}") long beat,
      @Value("${stomp.preserve-order}") boolean ordered) {
    this.beatScheduler = beatScheduler;
    this.beat = beat;
    this.ordered = ordered;
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    registry.setPreserveReceiveOrder(ordered);
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    var broker = registry.enableSimpleBroker("/sub", "/topic", "/queue");
    beatScheduler.ifAvailable(scheduler ->
        broker.setTaskScheduler(scheduler).setHeartbeatValue(new long[] {beat, beat}));
    registry.setApplicationDestinationPrefixes("/pub", "/app", "/api");
    registry.setPreservePublishOrder(ordered);
  }
}
