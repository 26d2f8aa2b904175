package stompwire.spring;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.stereotype.Controller;

/** Passes a message on to one user, whichever server that one is connected to. */
@Controller
public class WhisperController {

  record Whisper(String to, String text) {}

  private final SimpMessageSendingOperations messaging;

  public WhisperController(SimpMessageSendingOperations messaging) {
    this.messaging = messaging;
  }

  @MessageMapping("/whisper")
  public void whisper(Whisper whisper) {
    messaging.convertAndSendToUser(whisper.to(), "/topic/whispers", whisper.text());
  }
}
