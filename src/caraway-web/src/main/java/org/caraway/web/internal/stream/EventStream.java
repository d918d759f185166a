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
 * <p>JAX-RS has begun to answer asynchronously, and is told of the end only. In between, the servlet's response is
 * written to: the streams of JAX-RS block, and one client that does not read would hold a thread.
 */
public final class EventStream implements Connector {

    private static final String TYPE = "text/event-stream;charset=UTF-8";

    private final HttpServletRequest request;
    private final Runnable ending;
    private @Nullable Subscriber client;

    /**
     * For this request.
     *
     * @param ending has JAX-RS end its answer
     */
    public EventStream(HttpServletRequest request, Runnable ending) {
        this.request = request;
        this.ending = ending;
    }

    /** Notes the client, whose answer is to go on. */
    @Override
    public void connect(Subscriber subscriber) {
        client = subscriber;
    }

    /**
     * Begins the answer that goes on; returns whether there is one.
     *
     * @param headers beside those that an event stream has anyway
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
            throw new UncheckedIOException("The answer could not be begun", broken);
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
        response.setHeader("X-Accel-Buffering", "no"); // nginx would keep events back until it has enough of them
        if (request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader("Connection", "close"); // a client that was dropped learns it by that alone
        }
        headers.forEach(response::setHeader);
        context.addListener(new DisconnectListener(subscriber));
        ServerQueue.bound(context.getRequest());
        OutputConnection output = new OutputConnection(response.getOutputStream(), subscriber, ending);
        response.getOutputStream().setWriteListener(output);
    }

    /** Hears that the answer is over. */
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
            // the same answer goes on
        }
    }
}
