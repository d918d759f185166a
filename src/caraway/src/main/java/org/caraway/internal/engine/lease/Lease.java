package org.caraway.internal.engine.lease;

import java.time.Duration;

/**
 * This worker's lease as far as it can know it itself: until when the database surely honours it. Thread-safe.
 *
 * <p>The database counts the lease from the instant at which it executes the renewal; here it is counted from before
 * the renewal was sent, by this machine's monotonic clock. So it ends here first, however long the answer took, and
 * whatever the wall clock says. That is a courtesy to tasks whose effects no fencing token guards: what is written to
 * Caraway's tables is decided by the token alone.
 */
public final class Lease {

    private final Duration length;
    private final long freshNanos;
    private volatile Term term; // written by the renewing loop alone

    /**
     * Instants of {@link System#nanoTime()}.
     *
     * @param asked when its last renewal was asked for
     * @param until when it is over
     * @param othersDue from when a silent worker may be taken for lost
     */
    private record Term(long asked, long until, long othersDue) {}

    /** A lease that was never held. */
    public Lease(Duration length) {
        this.length = length;
        freshNanos = length.multipliedBy(2).dividedBy(3).toNanos();
        long now = System.nanoTime();
        term = new Term(now, now, now);
    }

    public Duration length() {
        return length;
    }

    /**
     * The database has renewed it, asked for at this {@link System#nanoTime()}. If that was late, what kept this worker
     * from renewing it may have kept the others too: they are given one lease to come back. Late is more than two
     * thirds of the lease after the renewal before, for which a third was due: whoever was last renewed a third before
     * the trouble began has lost its lease by then.
     */
    void renewed(long askedNanos) {
        Term last = term;
        long until = askedNanos + length.toNanos();
        boolean late = askedNanos - last.asked > freshNanos;
        term = new Term(askedNanos, until, late ? until : last.othersDue);
    }

    /** The first one, which is not late. */
    void begun(long askedNanos) {
        term = new Term(askedNanos, askedNanos + length.toNanos(), askedNanos);
    }

    /** Whether it is held for sure. */
    public boolean held() {
        return term.until - System.nanoTime() > 0;
    }

    /**
     * Whether workers that are silent may be taken for lost: not when the last renewal is so old that the next would be
     * late, for then the trouble may be under way.
     */
    public boolean mayRescue() {
        Term now = term;
        long nanos = System.nanoTime();
        return now.until - nanos > 0 && nanos - now.asked <= freshNanos && now.othersDue - nanos <= 0;
    }
}
