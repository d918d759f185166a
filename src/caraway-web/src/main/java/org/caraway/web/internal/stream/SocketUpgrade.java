package org.caraway.web.internal.stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.caraway.web.internal.live.Connector;
import org.caraway.web.internal.live.Subscriber;

/**
 * Upgrades a request to a WebSocket, after the answer 101. Immutable.
 *
 * @param request the request
 */
public record SocketUpgrade(HttpServletRequest request) implements Connector {

    @Override
    public void connect(Subscriber subscriber) {
        try {
            ServerQueue.bound(request);
            request.upgrade(Socket.class).serve(subscriber);
        } catch (IOException broken) {
            throw new UncheckedIOException("The connection could not be upgraded", broken);
        } catch (ServletException refused) {
            throw new IllegalStateException("The server cannot upgrade the connection", refused);
        }
    }
}
