package org.caraway.internal.engine.lease;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This worker's own view of its lease: the time until which the lease is certainly valid in the database. Thread-safe.
 *
 * <p>In the database the lease starts when the renewal is executed; here it starts before the renewal was sent, by this
 * machine's monotonic clock. So it ends here first, regardless of the duration of the answer and of the wall clock.
 * That helps tasks whose effects no fencing token guards; for Caraway's tables only the token decides.
 *
 * <p>The database's clock can jump: it is corrected, or another server takes over whose clock differs. After a jump
 * forward the leases of all workers seem to have expired, although all workers are alive. So each renewal compares the
 * advance of the database's clock since the renewal before with that of the monotonic clock. A worker that detects a
 * jump, in either direction, waits one lease before it rescues, so that the others can renew theirs.
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
     * @param asked when its last renewal was requested
     * @param until when it expires
     * @param othersDue when this worker may begin to consider silent workers lost
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
     * Records a renewal that was requested at this {@link System#nanoTime()}. If it was late, the cause may have
     * delayed the other workers, too: they get one lease to renew theirs. Late is more than two thirds of the lease
     * after the renewal before, although a third was due: a worker that renewed a third of a lease before the trouble
     * began has lost its lease by then.
     *
     * @param advance how far the database's clock has advanced since the renewal before
     * @return how far that clock has jumped, negative if it went back; zero if it has not jumped
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
     * A clock that goes back by less than the time since the renewal before is not detected: a renewal whose answer was
     * lost has the same effect.
     */
    private Duration jump(Term last, Duration advance) {
        if (advance.plus(tolerance).isNegative()) {
            return advance;
        }
        Duration ahead = advance.minusNanos(System.nanoTime() - last.asked);
        return ahead.compareTo(tolerance) > 0 ? ahead : Duration.ZERO;
    }

    /**
     * Records the first renewal, which is not late. The other workers have a third of the lease to renew theirs,
     * because the database's clock may have jumped just before.
     */
    void begun(long askedNanos) {
        long length = this.length.toNanos();
        term = new Term(askedNanos, askedNanos + length, askedNanos + length / 3);
    }

    /** Whether the lease is certainly valid. */
    public boolean held() {
        return term.until - System.nanoTime() > 0;
    }

    /**
     * Whether this worker may consider silent workers lost: not if the last renewal is so old that the next one would
     * be late, because the cause may affect all workers.
     */
    public boolean mayRescue() {
        Term now = term;
        long nanos = System.nanoTime();
        return now.until - nanos > 0 && nanos - now.asked <= freshNanos && now.othersDue - nanos <= 0;
    }

    /**
     * Whether this worker may consider silent workers lost, by the database's clock.
     *
     * @param sinceRenewal how far that clock has advanced since the renewal of this lease
     */
    public boolean mayRescue(Duration sinceRenewal) {
        return mayRescue() && jump(term, sinceRenewal).isZero();
    }

    /** Whether the database's clock has gone back since this was last called. */
    public boolean clockWentBack() {
        return wentBack.getAndSet(false);
    }
}
