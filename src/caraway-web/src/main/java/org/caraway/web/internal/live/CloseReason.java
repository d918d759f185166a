package org.caraway.web.internal.live;

/**
 * The reason why a connection is closed. Immutable.
 *
 * @param code the WebSocket close code (RFC 6455, section 7.4.1); server-sent events do not send it
 * @param reason a text of at most 123 bytes
 */
public record CloseReason(int code, String reason) {

    /** All tasks of the subscription have finished. */
    public static final CloseReason COMPLETED = new CloseReason(1000, "All tasks have finished");

    /** The application is stopping. */
    public static final CloseReason STOPPING = new CloseReason(1001, "The application is stopping; reconnect");

    /** The client does not read its messages. */
    public static final CloseReason TOO_SLOW = new CloseReason(1013, "Too slow; reconnect with the last event id");

    /** The server failed. */
    public static final CloseReason FAILED = new CloseReason(1011, "The server failed; reconnect");
}
