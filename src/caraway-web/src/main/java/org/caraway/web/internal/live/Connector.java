package org.caraway.web.internal.live;

/** Makes the connection of one request. */
@FunctionalInterface
public interface Connector {

    /** For requests that are answered at once. */
    Connector NONE = subscriber -> {
        throw new IllegalStateException("This request cannot go on. This is a bug in Caraway.");
    };

    /**
     * Gives the client of this request a connection, now or once the request is answered. Its end, in whatever way, is
     * told by {@link Subscriber#disconnected()}.
     *
     * @throws RuntimeException if it cannot
     */
    void connect(Subscriber subscriber);
}
