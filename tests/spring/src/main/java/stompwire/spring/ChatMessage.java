package stompwire.spring;

/** What chat clients send and get; the server writes the text of the one that announces a newcomer. */
public record ChatMessage(Type type, String roomId, String sender, String message) {

  enum Type { ENTER, TALK }

  ChatMessage announced() {
    return type == Type.ENTER
        ? new ChatMessage(type, roomId, sender, sender + "님이 들어왔습니다.")
        : this;
  }
}
