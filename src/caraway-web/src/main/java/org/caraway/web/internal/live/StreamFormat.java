package org.caraway.web.internal.live;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The encoding of messages on a connection. Stateless. */
public enum StreamFormat {

    /** Server-sent events, as defined in the HTML standard. */
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

        /** An event that prevents a browser from reconnecting; it reconnects after any other close. */
        @Override
        byte[] closeMessage(CloseReason ending) {
            return ending.equals(CloseReason.COMPLETED) ? "event: complete\ndata: {}\n\n".getBytes(UTF_8) : new byte[0];
        }
    },

    /** WebSocket frames, each with one JSON message. */
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

    /** Keeps idle connections open in proxies, and detects broken ones. */
    abstract byte[] ping();

    /** The last message of a connection. */
    abstract byte[] closeMessage(CloseReason ending);
}
