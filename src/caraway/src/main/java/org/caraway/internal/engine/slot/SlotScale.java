package org.caraway.internal.engine.slot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many slots a queue should have by what there is to do. Confined to the loop that asks it.
 *
 * <p>It doubles them, up to the most, when all are busy and the last claim found as much as it asked for: the next
 * claim can use the new ones, and only if it fills them too do they double again. It takes away those that were not
 * needed at any look within the keepalive, down to the least: to the most that were busy or waited for at one look.
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
     * How many slots there should be.
     *
     * @param set how many were set at run time whatever there is to do, at least one; null for as the range says
     * @param present how many there are
     * @param wanted how many are busy, and how many more could be with what waits
     * @param backlog whether the last claim found as much as it asked for
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
