package org.caraway.internal.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the database answers, at most once a second for any number of callers. Thread-safe.
 *
 * <p>Checks are open to every client that reaches the port, so they must not put load on the database. One caller at a
 * time queries; the others receive the last result, which is not valid while that query takes longer than the time-out:
 * a database that does not answer must not appear healthy.
 */
final class DatabaseProbe {

    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long IDLE = Long.MIN_VALUE;

    private final LongSupplier question;
    private final LongSupplier clockNanos;
    private final AtomicLong askingSince = new AtomicLong(IDLE);
    private volatile @Nullable ProbeResult latest;

    /**
     * A result.
     *
     * @param answers whether the database answered
     * @param workers the number of live workers, 0 if it did not answer
     */
    record ProbeResult(boolean answers, long workers, long atNanos) {}

    /**
     * A probe with this query.
     *
     * @param question returns the number of live workers; throws if the database does not answer
     * @param clockNanos as {@link System#nanoTime()}
     */
    DatabaseProbe(LongSupplier question, LongSupplier clockNanos) {
        this.question = question;
        this.clockNanos = clockNanos;
    }

    ProbeResult probe() {
        long now = clockNanos.getAsLong();
        ProbeResult known = latest;
        if (known != null && now - known.atNanos() < REST.toNanos()) {
            return known;
        }
        long since = askingSince.get();
        if (since == IDLE && askingSince.compareAndSet(IDLE, now)) {
            return askNow();
        }
        boolean holds = since == IDLE || now - since <= PATIENCE.toNanos();
        return known != null && holds ? known : new ProbeResult(false, 0, now);
    }

    private ProbeResult askNow() {
        try {
            ProbeResult answer = answered();
            latest = answer;
            return answer;
        } finally {
            askingSince.set(IDLE);
        }
    }

    private ProbeResult answered() {
        try {
            return new ProbeResult(true, question.getAsLong(), clockNanos.getAsLong());
        } catch (CarawayException away) {
            return new ProbeResult(false, 0, clockNanos.getAsLong());
        }
    }
}
