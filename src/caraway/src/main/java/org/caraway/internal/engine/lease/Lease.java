package org.caraway.internal.engine.lease;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This worker's lease as far as it can know it itself: until when the database surely honours it. Thread-safe.
 *
 * <p>The database counts the lease from the instant at which it executes the renewal; here it is counted from before
 * the renewal was sent, by this machine's monotonic clock. So it ends here first, however long the answer took, and
 * whatever the wall clock says. That is a courtesy to tasks whose effects no fencing token guards: what is written to
 * Caraway's tables is decided by the token alone.
 *
 * <p>The database's clock can jump: it is corrected, or another server takes over whose clock differs. After a jump
 * forward the leases of all workers seem to be over, although each of them is alive. So each renewal compares how far
 * the database's clock has advanced since the one before with the monotonic clock. Whoever sees a jump, in either
 * direction, gives the others one lease to renew theirs.
 */
public final class Lease {

    private final Duration length;
    private final long freshNanos;
    private final Duration tolerance;
    private final AtomicBoolean wentBack = new AtomicBoolean();
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
        tolerance = length.dividedBy(6); // less than what is left of the lease of whoever renews it each third
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
     *
     * @param advance by how much the database's clock has advanced since the renewal before
     * @return by how much that clock has jumped, negative if it went back; zero if it has not
     */
    Duration renewed(long askedNanos, Duration advance) {
        Term last = term;
        Duration jump = jump(last, advance);
        long until = askedNanos + length.toNanos();
        boolean late = askedNanos - last.asked > freshNanos;
        term = new Term(askedNanos, until, late || !jump.isZero() ? until : last.othersDue);
        if (jump.isNegative()) {
            wentBack.set(true);
        }
        return jump;
    }

    /**
     * A clock that goes back by less than the time since the renewal before is not noticed: a renewal whose answer was
     * lost looks the same.
     */
    private Duration jump(Term last, Duration advance) {
        if (advance.plus(tolerance).isNegative()) {
            return advance;
        }
        Duration ahead = advance.minusNanos(System.nanoTime() - last.asked);
        return ahead.compareTo(tolerance) > 0 ? ahead : Duration.ZERO;
    }

    /**
     * The first one, which is not late. The others have a third of the lease to renew theirs: the database's clock may
     * have jumped just before.
     */
    void begun(long askedNanos) {
        long length = this.length.toNanos();
        term = new Term(askedNanos, askedNanos + length, askedNanos + length / 3);
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

    /**
     * Whether they may be taken for lost by the database's clock.
     *
     * @param sinceRenewal how far that clock has advanced since it renewed this lease
     */
    public boolean mayRescue(Duration sinceRenewal) {
        return mayRescue() && jump(term, sinceRenewal).isZero();
    }

    /** Whether the database's clock has gone back since this was last called. */
    public boolean clockWentBack() {
        return wentBack.getAndSet(false);
    }
}
