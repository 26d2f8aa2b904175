package stompwire.activemq;

import java.util.List;
import org.apache.activemq.broker.BrokerPlugin;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.security.AuthenticationUser;
import org.apache.activemq.security.SimpleAuthenticationPlugin;

/** ActiveMQ Classic, for STOMP alone and without a disk. Its arguments: port, login, passcode. */
public class Classic {

  public static void main(String[] args) throws Exception {
    var broker = new BrokerService();
    broker.setPersistent(false);
    broker.setUseJmx(false);
    var users = List.of(new AuthenticationUser(args[1], args[2], ""));
    broker.setPlugins(new BrokerPlugin[] {new SimpleAuthenticationPlugin(users)});
    broker.addConnector("ws://127.0.0.1:" + args[0]);
    broker.start();
  }
}
