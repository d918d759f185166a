package org.caraway.internal.engine.slot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Computes the number of slots of a queue from its load. Confined to the loop that calls it. It doubles the slots, up
 * to the maximum, when all are busy and the last claim returned as many tasks as requested: the next claim can use the
 * new slots, and only if it fills them as well are they doubled again. It reduces the slots, down to the minimum, to
 * the largest number that was needed at any call within the keepalive.
 */
public final class SlotScale {

    private final SlotRange range;
    private final long keepaliveNanos;
    private long windowBegan;
    private int peak;
    private boolean begun;

    public SlotScale(SlotRange range, Duration keepalive) {
        this.range = range;
        this.keepaliveNanos = keepalive.toNanos();
    }

    /**
     * The number of slots that the queue should have.
     *
     * @param set the number set at run time, at least one, which replaces the range; null if not set
     * @param present the current number
     * @param wanted the number of busy slots plus the number that waiting tasks could use
     * @param backlog whether the last claim returned as many tasks as requested
     */
    int wanted(@Nullable Integer set, long nowNanos, int present, int wanted, boolean backlog) {
        if (set != null) {
            begun = false;
            return Math.max(1, set);
        }
        if (present < range.least() || present > range.most()) {
            begun = false; // what was set at run time holds no longer
            return Math.min(range.most(), Math.max(range.least(), present));
        }
        if (!begun) {
            begin(nowNanos);
        }
        peak = Math.max(peak, wanted);
        if (backlog && wanted >= present && present < range.most()) {
            begin(nowNanos);
            return Math.min(range.most(), 2 * present);
        }
        if (nowNanos - windowBegan < keepaliveNanos) {
            return present;
        }
        int kept = Math.min(present, Math.max(range.least(), peak));
        begin(nowNanos);
        return kept;
    }

    private void begin(long nowNanos) {
        begun = true;
        windowBegan = nowNanos;
        peak = 0;
    }
}
