package org.caraway.internal.store.claim;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.caraway.internal.lifecycle.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket: it fills evenly, one permit each {@link RateLimit#gap()}, and holds one second's permits, or one
 * permit if that is less. So in any span of time no more tasks begin than the rate allows plus one second's worth.
 * Confined to one transaction.
 *
 * <p>The stored value is the instant at which the bucket was empty, or would have been: the number of permits follows
 * from that and the clock (the "virtual scheduling" form of the generic cell rate algorithm, ITU-T I.371, annex A).
 */
public final class Bucket {

    private static final long SECOND_NANOS = 1_000_000_000L;
    /** By how much the transactions of two claims may differ in what they take for now. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final Duration gap;
    private final Duration full;
    private final OffsetDateTime now;
    private OffsetDateTime emptyAt;
    private boolean changed;

    /**
     * The bucket in its present state.
     *
     * @param emptyAt the stored instant, null if the bucket is new, and full
     */
    Bucket(RateLimit rate, @Nullable OffsetDateTime emptyAt, OffsetDateTime now) {
        gap = rate.gap();
        full = gap.multipliedBy(Math.max(1, SECOND_NANOS / gap.toNanos()));
        this.now = now;
        OffsetDateTime fullSince = now.minus(full);
        if (emptyAt == null || emptyAt.isBefore(fullSince)) {
            this.emptyAt = fullSince;
        } else {
            // if the database's clock went back, one permit, with which the bucket is written as it is now
            this.emptyAt = emptyAt.isAfter(now.plus(SKEW)) ? now.minus(gap) : emptyAt;
        }
    }

    /** A bucket whose state another session has locked: it gives no permit for now. */
    static Bucket locked(RateLimit rate, OffsetDateTime now) {
        return new Bucket(rate, now.plus(rate.gap()), now);
    }

    public boolean hasPermit() {
        return !nextAt().isAfter(now);
    }

    void take() {
        emptyAt = emptyAt.plus(gap);
        changed = true;
    }

    boolean changed() {
        return changed;
    }

    OffsetDateTime emptyAt() {
        return emptyAt;
    }

    /** When it gives its next permit. */
    OffsetDateTime nextAt() {
        return emptyAt.plus(gap);
    }
}
