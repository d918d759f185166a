package org.caraway.internal.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * Who a worker is: one start of one process. Immutable.
 *
 * @param id what stands in {@code worker_id}, at most 40 characters, new with each start
 * @param host the machine's name, for people
 */
public record WorkerIdentity(String id, String host) {

    private static final int HOST_CAP = 30;
    private static final int NODE_CAP = 64;
    private static final int INCARNATION_BOUND = 36 * 36 * 36 * 36 * 36;

    /** A new identity on this host: its name cut to 30 characters and five random ones. */
    public static WorkerIdentity ofThisProcess() {
        String host = hostName();
        String node = nodeOfThisHost();
        String shortHost = node.length() <= HOST_CAP ? node : node.substring(0, HOST_CAP);
        String incarnation = Integer.toString(new SecureRandom().nextInt(INCARNATION_BOUND), 36);
        return new WorkerIdentity(shortHost + "-" + "0".repeat(5 - incarnation.length()) + incarnation, host);
    }

    /** The host's name as that of a node: other characters than those become hyphens, and it ends after 64. */
    public static String nodeOfThisHost() {
        String name = hostName().replaceAll("[^A-Za-z0-9._-]", "-");
        return name.substring(0, Math.min(NODE_CAP, name.length()));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException unknown) {
            return "unknown-host"; // only a name for people; the random part tells workers apart
        }
    }
}
