package org.caraway.web.internal.stream;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.util.List;

/**
 * What the server itself keeps for a client before it says that the output is not ready. Stateless.
 *
 * <p>A server may say so as soon as the socket takes no more, and most do. Grizzly, which is in Payara, lets four times
 * the send buffer wait in memory first: some 200 KB for a client in the network, but 10 MB for one on the same machine,
 * such as a proxy. Its limit can be set for each connection, and by nothing that the Servlet API has. So it is looked
 * for by name: another server has none of these methods, and is left alone.
 */
final class ServerQueue {

    private static final System.Logger LOG = System.getLogger(ServerQueue.class.getName());
    private static final int CAP_BYTES = 256 << 10;
    private static final List<String> TO_THE_CONNECTION =
            List.of("getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection");

    private ServerQueue() {}

    /** Has the server keep at most 256 KiB for whoever sent this request, on a connection that serves nothing else. */
    static void bound(ServletRequest request) {
        if (!request.getProtocol().startsWith("HTTP/1.")) {
            return; // several share the connection, and each has a window of its own
        }
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        try {
            Object found = innermost;
            for (String getter : TO_THE_CONNECTION) {
                found = found.getClass().getMethod(getter).invoke(found);
            }
            found.getClass().getMethod("setMaxAsyncWriteQueueSize", int.class).invoke(found, CAP_BYTES);
        } catch (ReflectiveOperationException | RuntimeException otherServer) {
            LOG.log(DEBUG, "What this server keeps for a client stays as it is", otherServer);
        }
    }
}
