package org.caraway.web.internal.stream;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.caraway.web.internal.live.Connection;
import org.caraway.web.internal.live.Subscriber;

/** A connection that uses the non-blocking output of the Servlet API. Guarded by the lock of its subscriber. */
final class OutputConnection implements Connection, WriteListener {

    private final ServletOutputStream output;
    private final Subscriber subscriber;
    private final Runnable closing;
    private boolean connected; // confined to the server's thread for this connection

    /**
     * Writes to this client.
     *
     * @param closing closes the connection
     */
    OutputConnection(ServletOutputStream output, Subscriber subscriber, Runnable closing) {
        this.output = output;
        this.subscriber = subscriber;
        this.closing = closing;
    }

    @Override
    public boolean isReady() {
        return output.isReady();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        output.write(bytes);
    }

    @Override
    public void flush() throws IOException {
        output.flush();
    }

    @Override
    public void close() {
        closing.run();
    }

    /** The first call means that the output can be used. */
    @Override
    public void onWritePossible() {
        if (connected) {
            subscriber.ready();
        } else {
            connected = true;
            subscriber.connected(this);
        }
    }

    @Override
    public void onError(Throwable broken) {
        subscriber.disconnected();
    }
}
