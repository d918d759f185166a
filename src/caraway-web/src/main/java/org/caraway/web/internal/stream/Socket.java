package org.caraway.web.internal.stream;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.caraway.web.internal.live.CloseReason;
import org.caraway.web.internal.live.FrameReader;
import org.caraway.web.internal.live.Subscriber;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, made by the server. Called by one thread at a time, as the Servlet API promises.
 *
 * <p>The server's own WebSocket container is not used: Tyrus upgrades only to endpoints that are registered at the
 * start, beside the application's resource and its access checks, and none of its ways to send is bounded by what the
 * client has read.
 */
public final class Socket implements HttpUpgradeHandler {

    private static final System.Logger LOG = System.getLogger(Socket.class.getName());
    private static final int BUFFER_BYTES = 512;

    private @Nullable Subscriber client;

    /** For the server. */
    public Socket() {}

    /** Serves this client; before the server calls {@link #init}. */
    void serve(Subscriber subscriber) {
        client = subscriber;
    }

    @Override
    public void init(WebConnection connection) {
        Subscriber subscriber = client;
        if (subscriber == null) {
            throw new IllegalStateException("A WebSocket was made for nobody. This is a bug in Caraway.");
        }
        try {
            connection
                    .getOutputStream()
                    .setWriteListener(
                            new OutputConnection(connection.getOutputStream(), subscriber, () -> close(connection)));
            ServletInputStream input = connection.getInputStream();
            input.setReadListener(new Input(input, subscriber));
        } catch (IOException broken) {
            subscriber.disconnected();
            throw new UncheckedIOException("The WebSocket could not be begun", broken);
        }
    }

    private static void close(WebConnection connection) {
        try {
            connection.close();
        } catch (Exception over) { // it declares any
            LOG.log(DEBUG, "A WebSocket was over before it was closed", over);
        }
    }

    @Override
    public void destroy() {
        Subscriber subscriber = client;
        if (subscriber != null) {
            subscriber.disconnected();
        }
    }

    /** Reads what the client sends. */
    private static final class Input implements ReadListener, FrameReader.Answers {

        private final ServletInputStream input;
        private final Subscriber subscriber;
        private final FrameReader frames = new FrameReader(this);
        private final byte[] buffer = new byte[BUFFER_BYTES];

        Input(ServletInputStream input, Subscriber subscriber) {
            this.input = input;
            this.subscriber = subscriber;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (input.isReady()) {
                int count = input.read(buffer);
                if (count < 0) {
                    return;
                }
                frames.read(buffer, count);
            }
        }

        @Override
        public void send(byte[] frame) {
            subscriber.offer(frame);
            subscriber.pump();
        }

        @Override
        public void end(CloseReason ending) {
            subscriber.closeAfterQueue(ending);
            subscriber.pump();
        }

        @Override
        public void onAllDataRead() {
            subscriber.disconnected();
        }

        @Override
        public void onError(Throwable broken) {
            subscriber.disconnected();
        }
    }
}
