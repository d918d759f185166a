package org.caraway.web.internal.live;

/** Creates the connection of one request. */
@FunctionalInterface
public interface Connector {

    /** For requests with an immediate response. */
    Connector NONE = subscriber -> {
        throw new IllegalStateException("This request has no connection. This is a bug in Caraway.");
    };

    /**
     * Connects the client of this request, now or after the response has started. When the connection is closed, for
     * any reason, {@link Subscriber#disconnected()} is called.
     *
     * @throws RuntimeException if connecting fails
     */
    void connect(Subscriber subscriber);
}
