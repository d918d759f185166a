package org.caraway;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The progress that a running attempt reports. Immutable.
 *
 * @param current the completed amount, zero or more, in a unit that the task defines
 * @param total the total amount in that unit, zero or more; 0 if unknown
 * @param message the current activity, at most 500 characters; longer text is cut
 */
public record Progress(long current, long total, @Nullable String message) {

    private static final int MESSAGE_CAP = 500;

    /** Checks that neither number is negative, and cuts the message. */
    public Progress {
        if (current < 0 || total < 0) {
            throw new IllegalArgumentException(
                    "Progress counts from zero: current was " + current + ", total was " + total);
        }
        if (message != null) {
            String cut = message.length() <= MESSAGE_CAP ? message : message.substring(0, MESSAGE_CAP);
            byte[] storable = cut.getBytes(StandardCharsets.UTF_8); // half of a surrogate pair becomes a question mark
            message = new String(storable, StandardCharsets.UTF_8).replace('\0', '\uFFFD'); // PostgreSQL has no NUL
        }
    }
}
