package stompwire.spring;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.stereotype.Controller;

/** Passes each chat message on to the room that it names. */
@Controller
public class ChatController {

  private final SimpMessageSendingOperations messaging;

  public ChatController(SimpMessageSendingOperations messaging) {
    this.messaging = messaging;
  }

  @MessageMapping("/chat/message")
  public void message(ChatMessage message) {
    messaging.convertAndSend("/sub/chat/room/" + message.roomId(), message.announced());
  }
}
