package org.caraway.internal.feed;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position from which a subscriber continues reading. Immutable.
 *
 * <p>It says what comes next, not what came last: so the one behind the last row is good even if that row has been
 * deleted meanwhile, and somebody who has missed nothing is not told of a gap.
 *
 * @param seq the number of the next row
 * @param index how many entries of that row are known already
 */
record Position(long seq, int index) {

    private static final Pattern TEXT = Pattern.compile("\\d{1,18}\\.\\d{1,9}");

    /** At the beginning of this row. */
    static Position at(long seq) {
        return new Position(seq, 0);
    }

    /** Reads what {@link #text} wrote. */
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

    /** Behind this entry of a row that has so many. */
    static Position behind(long seq, int index, int entries) {
        return index + 1 < entries ? new Position(seq, index + 1) : at(seq + 1);
    }

    String text() {
        return seq + "." + index;
    }

    /** Written out, as the virtual machine would keep the class of a record whose own it makes (JDK-8078641). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position that && seq == that.seq && index == that.index;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seq) * 31 + index;
    }
}
