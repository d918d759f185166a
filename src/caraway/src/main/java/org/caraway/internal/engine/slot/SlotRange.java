package org.caraway.internal.engine.slot;

/**
 * The minimum and maximum number of slots of a queue on a worker. Immutable.
 *
 * @param least the minimum, 1 or more
 * @param most the maximum, under high load
 */
public record SlotRange(int least, int most) {

    /** Checks that the range is valid. */
    public SlotRange {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException(
                    "Slots are at least 1 and at most that or more; were " + least + "-" + most);
        }
    }

    /** A fixed number of slots. */
    public static SlotRange of(int slots) {
        return new SlotRange(slots, slots);
    }

    /** The form of the configuration. */
    @Override
    public String toString() {
        return least == most ? String.valueOf(least) : least + "-" + most;
    }
}
