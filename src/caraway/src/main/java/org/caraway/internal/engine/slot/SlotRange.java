package org.caraway.internal.engine.slot;

/**
 * How many slots a worker has for a queue, at least and at most. Immutable.
 *
 * @param least that are always there, 1 or more
 * @param most that there are when there is more work than they can do
 */
public record SlotRange(int least, int most) {

    /** Checks that it is a range. */
    public SlotRange {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException(
                    "Slots are at least 1 and at most that or more; were " + least + "-" + most);
        }
    }

    /** Always so many. */
    public static SlotRange of(int slots) {
        return new SlotRange(slots, slots);
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return least == most ? String.valueOf(least) : least + "-" + most;
    }
}
