package org.caraway.web.internal.live;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How messages look on a connection. Stateless. */
public enum StreamFormat {

    /** Server-sent events, as the HTML standard has them. */
    EVENTS {
        @Override
        byte[] message(Message message) {
            return message.asEvent();
        }

        /** A comment, which clients ignore. */
        @Override
        byte[] ping() {
            return ":\n\n".getBytes(UTF_8);
        }

        /** So that a browser does not connect again; any other end it takes for a breakdown. */
        @Override
        byte[] closeMessage(CloseReason ending) {
            return ending.equals(CloseReason.COMPLETED) ? "event: complete\ndata: {}\n\n".getBytes(UTF_8) : new byte[0];
        }
    },

    /** Frames of a WebSocket, each with a message in JSON. */
    FRAMES {
        @Override
        byte[] message(Message message) {
            return message.asFrame();
        }

        @Override
        byte[] ping() {
            return Frames.ping();
        }

        @Override
        byte[] closeMessage(CloseReason ending) {
            return Frames.close(ending);
        }
    };

    abstract byte[] message(Message message);

    /** Keeps proxies from taking the connection for dead, and shows whether it is. */
    abstract byte[] ping();

    /** The last bytes. */
    abstract byte[] closeMessage(CloseReason ending);
}
