package org.caraway.web.internal.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Encodes the WebSocket frames of a server: RFC 6455, section 5.2, unmasked and unfragmented. Stateless. */
public final class Frames {

    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FINAL = 0x80;
    private static final int SHORT_MAX = 125;
    private static final int MIDDLE_MAX = 0xFFFF;
    private static final int MIDDLE = 126;
    private static final int LONG = 127;
    private static final int HEAD_MAX = 10;

    private Frames() {}

    /** A text frame. */
    static byte[] text(String text) {
        return frame(TEXT, text.getBytes(UTF_8));
    }

    /** A ping frame. */
    static byte[] ping() {
        return frame(PING, new byte[0]);
    }

    /** A pong frame with the payload of the ping, at most 125 bytes. */
    static byte[] pong(byte[] payload) {
        return frame(PONG, payload);
    }

    /** A close frame. */
    static byte[] close(CloseReason ending) {
        byte[] reason = ending.reason().getBytes(UTF_8);
        return frame(
                CLOSE,
                ByteBuffer.allocate(Short.BYTES + reason.length)
                        .putShort((short) ending.code())
                        .put(reason)
                        .array());
    }

    private static byte[] frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(HEAD_MAX + payload.length).put((byte) (FINAL | opcode));
        if (payload.length <= SHORT_MAX) {
            frame.put((byte) payload.length);
        } else if (payload.length <= MIDDLE_MAX) {
            frame.put((byte) MIDDLE).putShort((short) payload.length);
        } else {
            frame.put((byte) LONG).putLong(payload.length);
        }
        frame.put(payload).flip();
        byte[] exact = new byte[frame.remaining()];
        frame.get(exact);
        return exact;
    }
}
