package org.caraway.internal.store.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows of a {@code COPY} in the binary format (PostgreSQL documentation, "COPY", "Binary Format"), which needs no
 * escapes: each value is in the form that its type's {@code send} function returns. Confined to one thread.
 */
final class CopyRows {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int ROOM = 1 << 16;
    private static final short END = -1;
    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;

    private final CopyIn copy;
    private final ByteBuffer buffer = ByteBuffer.allocate(ROOM); // in network order, as it is sent

    /** Begins, with neither flags nor an extension of the header. */
    CopyRows(CopyIn copy) {
        this.copy = copy;
        buffer.put(SIGNATURE).putInt(0).putInt(0);
    }

    /** Begins a row with this number of values. */
    void row(int values) throws SQLException {
        room(Short.BYTES);
        buffer.putShort((short) values);
    }

    /** A null. */
    void none() throws SQLException {
        length(NULL);
    }

    /** A {@code smallint}. */
    void smallint(int value) throws SQLException {
        length(Short.BYTES);
        room(Short.BYTES);
        buffer.putShort((short) value);
    }

    /** An {@code integer}. */
    void integer(@Nullable Integer value) throws SQLException {
        if (value == null) {
            length(NULL);
        } else {
            length(Integer.BYTES);
            room(Integer.BYTES);
            buffer.putInt(value);
        }
    }

    /** A {@code timestamptz}, in microseconds since the beginning of 2000. */
    void instant(long micros) throws SQLException {
        length(Long.BYTES);
        room(Long.BYTES);
        buffer.putLong(micros);
    }

    /** A {@code uuid}. */
    void uuid(@Nullable UUID value) throws SQLException {
        if (value == null) {
            length(NULL);
        } else {
            length(2 * Long.BYTES);
            room(2 * Long.BYTES);
            buffer.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        }
    }

    /** A text of any type that is sent as its characters, for example {@code json}. */
    void text(@Nullable String value) throws SQLException {
        if (value == null) {
            length(NULL);
        } else {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            length(bytes.length);
            bytes(bytes);
        }
    }

    /** A {@code jsonb}. */
    void jsonb(String value) throws SQLException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        length(bytes.length + 1);
        room(1);
        buffer.put(JSONB_VERSION);
        bytes(bytes);
    }

    /** Finishes, and sends the buffered data. */
    void end() throws SQLException {
        room(Short.BYTES);
        buffer.putShort(END);
        send();
    }

    private void length(int bytes) throws SQLException {
        room(Integer.BYTES);
        buffer.putInt(bytes);
    }

    private void bytes(byte[] bytes) throws SQLException {
        if (bytes.length > ROOM) {
            send();
            copy.writeToCopy(bytes, 0, bytes.length);
        } else {
            room(bytes.length);
            buffer.put(bytes);
        }
    }

    private void room(int bytes) throws SQLException {
        if (buffer.remaining() < bytes) {
            send();
        }
    }

    private void send() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
