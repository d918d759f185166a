package org.caraway.web.internal.live;

/**
 * Why a connection ends. Immutable.
 *
 * @param code as WebSocket has it (RFC 6455, section 7.4.1); server-sent events do not tell it
 * @param reason in words, at most 123 bytes
 */
public record CloseReason(int code, String reason) {

    /** All that was followed is over. */
    public static final CloseReason COMPLETED = new CloseReason(1000, "All tasks are over");

    /** The application stops. */
    public static final CloseReason STOPPING = new CloseReason(1001, "The application stops; connect again");

    /** The client does not read what it is sent. */
    public static final CloseReason TOO_SLOW = new CloseReason(1013, "Too slow; connect again from where you are");

    /** The server cannot tell what happens. */
    public static final CloseReason FAILED = new CloseReason(1011, "The server failed; connect again");
}
