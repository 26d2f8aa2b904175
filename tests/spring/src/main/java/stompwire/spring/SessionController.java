package stompwire.spring;

import jakarta.servlet.http.HttpSession;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

/** Tells which HTTP session (the cookie JSESSIONID) a page has, and which one its STOMP connection came with. */
@RestController
public class SessionController {

  record Session(String id) {}

  @GetMapping("/session")
  @CrossOrigin(originPatterns = "*", allowCredentials = "true")
  public Session open(HttpSession session) {
    return new Session(session.getId());
  }

  @MessageMapping("/session")
  @SendToUser("/queue/session")
  public Session handshake(SimpMessageHeaderAccessor stomp) {
    var attribute = HttpSessionHandshakeInterceptor.HTTP_SESSION_ID_ATTR_NAME;
    return new Session((String) stomp.getSessionAttributes().get(attribute));
  }
}
