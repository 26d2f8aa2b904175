package stompwire.activemq;

import java.util.Set;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** ActiveMQ Artemis, for STOMP alone and without a disk. Its arguments: port, login, passcode. */
public class Artemis {

  public static void main(String[] args) throws Exception {
    var acceptor = "tcp://127.0.0.1:" + args[0]
        + "?protocols=STOMP;anycastPrefix=/queue/;multicastPrefix=/topic/";
    var role = new Role("user", true, true, true, true, true, true, true, true, true, true, true, true);
    var configuration = new ConfigurationImpl()
        .setPersistenceEnabled(false)
        .addAcceptorConfiguration("stomp", acceptor)
        .putSecurityRoles("#", Set.of(role));

    var users = new SecurityConfiguration();
    users.addUser(args[1], args[2]);
    users.addRole(args[1], role.getName());

    new EmbeddedActiveMQ()
        .setConfiguration(configuration)
        .setSecurityManager(
            new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users))
        .start();
  }
}
