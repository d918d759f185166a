package org.caraway.web.internal.live;

import java.io.IOException;

/** The connection of one client. No method waits for the client. Guarded by the lock of its {@link Subscriber}. */
public interface Connection {

    /**
     * Whether the connection accepts bytes now. If not, it calls {@link Subscriber#ready()} as soon as it does.
     *
     * @throws IOException if the connection is broken
     */
    boolean isReady() throws IOException;

    /** Writes these bytes; only while the connection is ready. */
    void write(byte[] bytes) throws IOException;

    /** Sends the written bytes; only while the connection is ready. */
    void flush() throws IOException;

    /** Closes the connection and discards unsent bytes. */
    void close();
}
