package stompwire.spring;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Component;

/** Admits CONNECT on a secure endpoint only with a valid HS256 token, whose subject becomes the user. */
@Component
public class JwtInterceptor implements ChannelInterceptor {

  private static final String SCHEME = "Bearer ";

  private final JwtParser parser;

  public JwtInterceptor(@Value("${jwt.secret}") String secret) {
    var key = Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8));
    this.parser = Jwts.parser().verifyWith(key).build();
  }

  @Override
  public Message<?> preSend(Message<?> message, MessageChannel channel) {
    var stomp = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
    // The message type, unlike the command, is the same for CONNECT and its other name, STOMP.
    if (stomp != null
        && stomp.getMessageType() == SimpMessageType.CONNECT
        && stomp.getSessionAttributes().containsKey(SecureHandshake.SECURE)) {
      stomp.setUser(bearer(stomp.getFirstNativeHeader("Authorization")));
    }
    return message;
  }

  private Principal bearer(String authorization) {
    if (authorization == null || !authorization.startsWith(SCHEME)) {
      throw new MessageDeliveryException("Authorization: Bearer is missing");
    }
    try {
      var token = authorization.substring(SCHEME.length());
      return parser.parseSignedClaims(token).getPayload()::getSubject;
    } catch (JwtException | IllegalArgumentException e) {
      throw new MessageDeliveryException("Authorization: the token is not valid");
    }
  }
}
