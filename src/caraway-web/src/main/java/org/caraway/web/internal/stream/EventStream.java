package org.caraway.web.internal.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.caraway.web.internal.live.Connector;
import org.caraway.web.internal.live.Subscriber;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request with server-sent events. Confined to the request's thread until it is connected.
 *
 * <p>JAX-RS starts an asynchronous response and is notified only when it is complete. In between, this class writes to
 * the response of the servlet: the streams of JAX-RS block, so that one client that does not read would occupy a
 * thread.
 */
public final class EventStream implements Connector {

    private static final String TYPE = "text/event-stream;charset=UTF-8";

    private final HttpServletRequest request;
    private final Runnable ending;
    private @Nullable Subscriber client;

    /**
     * Responds to this request.
     *
     * @param ending completes the response of JAX-RS
     */
    public EventStream(HttpServletRequest request, Runnable ending) {
        this.request = request;
        this.ending = ending;
    }

    /** Sets the client of the stream. */
    @Override
    public void connect(Subscriber subscriber) {
        client = subscriber;
    }

    /**
     * Starts the event stream; returns false if no client was connected.
     *
     * @param headers in addition to those of every event stream
     */
    public boolean begin(Map<String, String> headers) {
        Subscriber subscriber = client;
        if (subscriber == null) {
            return false;
        }
        boolean begun = false;
        try {
            begin(subscriber, headers);
            begun = true;
        } catch (IOException broken) {
            throw new UncheckedIOException("The response could not be started", broken);
        } finally {
            if (!begun) {
                subscriber.disconnected();
            }
        }
        return true;
    }

    private void begin(Subscriber subscriber, Map<String, String> headers) throws IOException {
        AsyncContext context = request.getAsyncContext();
        context.setTimeout(0);
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(TYPE);
        response.setHeader("Cache-Control", "private, no-cache, no-transform");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Accel-Buffering", "no"); // nginx would buffer events
        if (request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader("Connection", "close"); // only this tells a dropped client that it is disconnected
        }
        headers.forEach(response::setHeader);
        context.addListener(new DisconnectListener(subscriber));
        ServerQueue.bound(context.getRequest());
        OutputConnection output = new OutputConnection(response.getOutputStream(), subscriber, ending);
        response.getOutputStream().setWriteListener(output);
    }

    /** Disconnects the client when the response is complete. */
    private record DisconnectListener(Subscriber subscriber) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            subscriber.disconnected();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            subscriber.disconnected();
        }

        @Override
        public void onError(AsyncEvent event) {
            subscriber.disconnected();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the response continues
        }
    }
}
