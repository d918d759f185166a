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
 * A WebSocket connection, created by the server. Called by one thread at a time, as the Servlet API guarantees.
 *
 * <p>The WebSocket container of the server is not used: Tyrus upgrades only to endpoints that are registered at
 * startup, which bypass the resource of the application and its access checks, and none of its send methods applies
 * back-pressure.
 */
public final class Socket implements HttpUpgradeHandler {

    private static final System.Logger LOG = System.getLogger(Socket.class.getName());
    private static final int BUFFER_BYTES = 512;

    private @Nullable Subscriber client;

    /** For the server. */
    public Socket() {}

    /** Sets the client; called before the server calls {@link #init}. */
    void serve(Subscriber subscriber) {
        client = subscriber;
    }

    @Override
    public void init(WebConnection connection) {
        Subscriber subscriber = client;
        if (subscriber == null) {
            throw new IllegalStateException("A WebSocket has no client. This is a bug in Caraway.");
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
            throw new UncheckedIOException("The WebSocket could not be started", broken);
        }
    }

    private static void close(WebConnection connection) {
        try {
            connection.close();
        } catch (Exception over) { // the method declares Exception
            LOG.log(DEBUG, "A WebSocket was already closed", over);
        }
    }

    @Override
    public void destroy() {
        Subscriber subscriber = client;
        if (subscriber != null) {
            subscriber.disconnected();
        }
    }

    /** Reads the frames of the client. */
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
