package org.caraway.internal.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the database answers, at most once a second for any number of callers. Thread-safe.
 *
 * <p>Checks are open to everybody who reaches the port, so they must not be a way to keep the database busy. One caller
 * at a time asks; the others get its last answer, which does not hold while it has been waiting for longer than the
 * patience: a database that is silent must not look well because nobody has given it up yet.
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
     * What is known.
     *
     * @param answers whether the database answered
     * @param workers how many workers live, 0 if it did not
     */
    record ProbeResult(boolean answers, long workers, long atNanos) {}

    /**
     * Asks by this.
     *
     * @param question how many workers live; throws when the database does not answer
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
