package org.caraway.web.internal.live;

import java.io.IOException;

/**
 * Where the bytes for one client go; nothing here waits for the client. Confined to whoever holds the lock of its
 * {@link Subscriber}.
 */
public interface Connection {

    /**
     * Whether bytes can be given to it now. If not, it calls {@link Subscriber#ready()} as soon as they can.
     *
     * @throws IOException if it is broken
     */
    boolean isReady() throws IOException;

    /** Takes these bytes; only while it is ready. */
    void write(byte[] bytes) throws IOException;

    /** Sends what it has taken; only while it is ready. */
    void flush() throws IOException;

    /** Ends it, without what it has not sent yet. */
    void close();
}
