package org.caraway.web.internal.stream;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.caraway.web.internal.live.Connection;
import org.caraway.web.internal.live.Subscriber;

/**
 * A client's connection, written to as the Servlet API's non-blocking output has it. Confined to the lock of its
 * subscriber.
 */
final class OutputConnection implements Connection, WriteListener {

    private final ServletOutputStream output;
    private final Subscriber subscriber;
    private final Runnable closing;
    private boolean connected; // confined to the server's thread for this connection

    /**
     * Writes for this client.
     *
     * @param closing ends the connection
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

    /** The first call is the sign that the output may be used at all. */
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
