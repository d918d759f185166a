package org.caraway.web.internal.live;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Parses the frames that a client sends through a WebSocket (RFC 6455, section 5), byte by byte, and replies to control
 * frames. Confined to one thread at a time.
 *
 * <p>Only pings and close frames of a client have an effect: its messages are ignored if no frame has more than 4 KiB.
 * They may be fragmented.
 */
public final class FrameReader {

    private static final CloseReason NOT_A_FRAME = new CloseReason(1002, "Invalid client frame");
    private static final CloseReason TOO_BIG = new CloseReason(1009, "The frame is too large");
    private static final CloseReason CLOSED_BY_CLIENT = new CloseReason(1000, "");

    private static final int PAYLOAD_CAP = 4 << 10;
    private static final int CONTROL_CAP = 125;
    private static final int MASK_BYTES = 4;
    private static final int SHORT_HEAD = 2;

    private final Answers answers;
    private final byte[] head = new byte[SHORT_HEAD + Long.BYTES + MASK_BYTES];
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private int headRead;
    private int headLength = SHORT_HEAD;
    private int payloadLength;
    private boolean closed;

    /** Sends replies to the client. */
    public interface Answers {

        /** Sends this frame after all queued messages. */
        void send(byte[] frame);

        /** Closes the connection. */
        void end(CloseReason ending);
    }

    /** Replies through these answers. */
    public FrameReader(Answers answers) {
        this.answers = answers;
    }

    /** Reads the first {@code count} of these bytes. */
    public void read(byte[] bytes, int count) {
        for (int i = 0; i < count && !closed; i++) {
            next(bytes[i]);
        }
    }

    private void next(byte read) {
        if (headRead < headLength) {
            head[headRead++] = read;
            if (headRead == SHORT_HEAD) {
                headLength = SHORT_HEAD + lengthBytes() + MASK_BYTES;
            }
            if (headRead < headLength) {
                return;
            }
            Optional<CloseReason> refused = refused();
            if (refused.isPresent()) {
                end(refused.get());
                return;
            }
        } else {
            byte mask = head[headLength - MASK_BYTES + payload.size() % MASK_BYTES];
            payload.write(read ^ mask);
        }
        if (payload.size() == payloadLength) {
            frame(head[0] & 0xF, payload.toByteArray());
            payload.reset();
            headRead = 0;
            headLength = SHORT_HEAD;
        }
    }

    private int lengthBytes() {
        return switch (head[1] & 0x7F) {
            case 126 -> Short.BYTES;
            case 127 -> Long.BYTES;
            default -> 0;
        };
    }

    /** Validates a complete frame header. */
    private Optional<CloseReason> refused() {
        boolean masked = (head[1] & 0x80) != 0;
        boolean extended = (head[0] & 0x70) != 0;
        int opcode = head[0] & 0xF;
        boolean control = opcode >= Frames.CLOSE;
        boolean known = opcode <= Frames.BINARY || (control && opcode <= Frames.PONG);
        long length = length();
        boolean fragmentedControl = control && ((head[0] & 0x80) == 0 || length > CONTROL_CAP);
        if (!masked || extended || !known || fragmentedControl || length < 0) {
            return Optional.of(NOT_A_FRAME);
        }
        payloadLength = (int) Math.min(length, PAYLOAD_CAP);
        return length > PAYLOAD_CAP ? Optional.of(TOO_BIG) : Optional.empty();
    }

    private long length() {
        int bytes = lengthBytes();
        if (bytes == 0) {
            return head[1] & 0x7F;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << Byte.SIZE) | (head[SHORT_HEAD + i] & 0xFF);
        }
        return length;
    }

    private void frame(int opcode, byte[] content) {
        if (opcode == Frames.PING) {
            answers.send(Frames.pong(content));
        } else if (opcode == Frames.CLOSE) {
            end(CLOSED_BY_CLIENT);
        }
    }

    private void end(CloseReason ending) {
        closed = true;
        answers.end(ending);
    }
}
