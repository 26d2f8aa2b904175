package stompwire.spring;

import java.time.Instant;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/** Answers what it is sent: to all who listen, or to the sender alone. */
@Controller
public class EchoController {

  record Echo(String message) {}

  record TimedEcho(String message, Instant time) {}

  @MessageMapping("/echo")
  @SendTo("/topic/messages")
  public TimedEcho echo(Echo echo) {
    return new TimedEcho(echo.message(), Instant.now());
  }

  @MessageMapping("/reply")
  @SendToUser("/queue/reply")
  public String reply(String text) {
    return text;
  }
}
