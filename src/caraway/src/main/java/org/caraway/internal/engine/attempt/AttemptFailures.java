package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.registry.ParameterShapes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.jdbc.DatabaseFailure;
import org.caraway.internal.store.recover.DatabaseAvailability;
import org.caraway.internal.store.worker.WorkerRegistry;

/**
 * Decides whether an attempt failed because the database that holds the queue was unavailable, and how long tasks wait
 * whose attempts could not begin. Thread-safe.
 *
 * <p>An exception does not say which data source it is from. So it counts as an outage of the queue's database if it is
 * of a database or pool that was unavailable, and Caraway's own statements have failed since shortly before the attempt
 * began, or fail now. An attempt that runs for minutes may find its connection dead long after a short outage.
 */
public final class AttemptFailures {

    /** An outage may be over in the moment between a method's failure and the question for its cause. */
    private static final Duration OUTAGE_BEFORE = Duration.ofSeconds(10);

    private static final int DOUBLINGS_CAP = 6;
    private static final long FIRST_WAIT_MILLIS = 500;

    private static final long SHORTEST_HAND_OVER_MILLIS = 1_000;
    private static final long LONGEST_HAND_OVER_MILLIS = 5_000;

    private final DatabaseAvailability availability;
    private final WorkerRegistry workers;
    private final AtomicInteger notBegun = new AtomicInteger();

    public AttemptFailures(DatabaseAvailability availability, WorkerRegistry workers) {
        this.availability = availability;
        this.workers = workers;
    }

    /** An attempt has begun: those after it are expected to begin, too. */
    void begun() {
        if (notBegun.get() != 0) {
            notBegun.set(0);
        }
    }

    /** The outcome, explained by an outage if there was one. May ask the database; not inside a transaction. */
    AttemptOutcome explained(RunningAttempt attempt, TaskDefinition definition, AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.NotBegun none) {
            boolean uncounted = none.uncounted() || (ofDatabase(none.failure()) && unavailable(attempt));
            return new AttemptOutcome.NotBegun(none.failure(), uncounted, nextWait());
        }
        Throwable failure = outcome.failure();
        if (failure != null && attempt.argumentsUnreadable() && readableElsewhere(definition)) {
            return new AttemptOutcome.NotBegun(failure, true, handOver());
        }
        return failure != null
                        && !MethodOutcome.atMostOnce(definition)
                        && !attempt.settings().retryInOutage().isZero()
                        && mayBeOutage(outcome, failure)
                        && unavailable(attempt)
                ? new AttemptOutcome.DatabaseLost(failure, true)
                : outcome;
    }

    /**
     * Whether a living worker has another definition, of another release, and may read what this one cannot; also if
     * the database does not say, so that nothing is decided before.
     */
    private boolean readableElsewhere(TaskDefinition definition) {
        try {
            return workers.differsElsewhere(definition.name(), ParameterShapes.signature(definition.parameters()));
        } catch (QueueUnavailableException away) {
            return true;
        }
    }

    /** Long enough for the other worker to be first. */
    private static Duration handOver() {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(SHORTEST_HAND_OVER_MILLIS, LONGEST_HAND_OVER_MILLIS + 1));
    }

    private static boolean mayBeOutage(AttemptOutcome outcome, Throwable failure) {
        if (outcome instanceof AttemptOutcome.DatabaseLost lost) {
            return !lost.ofQueue();
        }
        return outcome instanceof AttemptOutcome.NotCommitted
                || (outcome instanceof AttemptOutcome.Failed && ofDatabase(failure));
    }

    private static boolean ofDatabase(Throwable failure) {
        return DatabaseFailure.in(failure) == DatabaseFailure.UNAVAILABLE;
    }

    private boolean unavailable(RunningAttempt attempt) {
        Duration past = attempt.runTime().plus(OUTAGE_BEFORE);
        return availability.unavailableSince(System.nanoTime() - past.toNanos());
    }

    /** Doubles with each attempt in a row that could not begin, up to half a minute; a random half to whole of that. */
    private Duration nextWait() {
        int doublings = notBegun.getAndUpdate(number -> Math.min(number + 1, DOUBLINGS_CAP));
        long whole = FIRST_WAIT_MILLIS << doublings;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(whole / 2, whole + 1));
    }
}
