package org.caraway.web.internal.stream;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.util.List;

/**
 * Limits the output buffer that the server itself has for a client. Stateless.
 *
 * <p>Most servers report that the output is not ready as soon as the socket accepts no more bytes. Grizzly, the HTTP
 * server of Payara, first buffers four times the send buffer in memory: about 200 KB for a client in the network, but
 * 10 MB for one on the same machine, such as a proxy. The limit can be set for each connection, but not through the
 * Servlet API. So this class finds the method by reflection; other servers do not have it and are not changed.
 *
 * <p>Measured on Payara Micro 6.2025.10: 190 to 240 KB for a client with the MSS of an Ethernet, 10.4 to 11.8 MB on
 * loopback, also after an upgrade and for HTTP/1.0. So 2,000 clients behind a proxy that do not read could take 20 GB.
 */
final class ServerQueue {

    private static final System.Logger LOG = System.getLogger(ServerQueue.class.getName());
    private static final int CAP_BYTES = 256 << 10;
    private static final List<String> TO_THE_CONNECTION =
            List.of("getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection");

    private ServerQueue() {}

    /** Limits the output buffer of this request to 256 KiB, if the connection serves no other request. */
    static void bound(ServletRequest request) {
        if (!request.getProtocol().startsWith("HTTP/1.")) {
            return; // streams share the connection, and each has its own flow-control window
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
            LOG.log(DEBUG, "The output buffer of this server is not limited", otherServer);
        }
    }
}
