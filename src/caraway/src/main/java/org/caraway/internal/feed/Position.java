package org.caraway.internal.feed;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position from which a subscriber continues reading. Immutable.
 *
 * <p>It identifies the next entry, not the last one: so the position after the last row stays valid if that row is
 * deleted, and a subscriber that has missed nothing receives no gap.
 *
 * @param seq the number of the next row
 * @param index the number of entries of that row that were already read
 */
record Position(long seq, int index) {

    private static final Pattern TEXT = Pattern.compile("\\d{1,18}\\.\\d{1,9}");

    /** The beginning of this row. */
    static Position at(long seq) {
        return new Position(seq, 0);
    }

    /** Parses the result of {@link #text}. */
    static Position of(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + shown(text)
                    + "' is no position in the task feed; pass that of a TaskChange, or null to begin"
                    + " with what happens now");
        }
        int dot = text.indexOf('.');
        return new Position(Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    private static String shown(String text) {
        return text.length() <= 50 ? text : text.substring(0, 50) + "…";
    }

    /** The position after this entry of a row with this number of entries. */
    static Position behind(long seq, int index, int entries) {
        return index + 1 < entries ? new Position(seq, index + 1) : at(seq + 1);
    }

    String text() {
        return seq + "." + index;
    }

    /** Explicit, because the generated method would keep the record's class loader in memory (JDK-8078641). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position that && seq == that.seq && index == that.index;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seq) * 31 + index;
    }
}
