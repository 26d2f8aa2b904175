package stompwire.spring;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** The clock of the heart-beats, which many tutorials leave out: then the broker promises none. */
@Configuration
@Profile("!no-scheduler")
public class BeatConfig {

  static final String SCHEDULER = "beatScheduler";

  @Bean(SCHEDULER)
  public TaskScheduler beatScheduler() {
    return new ThreadPoolTaskScheduler();
  }
}
