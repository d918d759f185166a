package org.caraway.internal.engine.complete;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.claim.ClaimedFacts;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.RepeatedLog;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.store.complete.CompletionResult;
import org.caraway.internal.store.complete.Completions;
import org.caraway.internal.store.jdbc.DatabaseFailure;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.workflow.Advance;
import org.jspecify.annotations.Nullable;

/**
 * Writes the completions of attempts in batches. Thread-safe.
 *
 * <p>Runners hand a completion over and take their next task at once; this loop writes what has been handed over since
 * its last write, so one commit serves many tasks under load and a single completion is written without delay. The
 * hand-over is bounded: when the database is slow or away, runners wait here, and the worker claims no more than it can
 * finish.
 *
 * <p>Nothing here must survive a crash. A completion that was not written leaves its task STARTED under this worker's
 * lease; it is rescued and runs again, which is what at-least-once means. While the database is away the batch is kept
 * and tried again: the fencing token decides whether it still counts. A try whose answer was lost may have been
 * written: then the token does not hold at the next try, which is as it should be.
 *
 * <p>A completion that the database refuses keeps no other from being written. If a SQL client has used the task's id
 * before, it takes the place of the earlier task's. Else the refusal is written as a failure in its place; if that is
 * refused too, the task stays STARTED in this worker's name, because running it again would end in the same way.
 *
 * <p>Nor does one whose row somebody has locked, for instance the session of a connection that was cut off: it is put
 * aside and tried again every second until its row is free. The same holds for one that keeps conflicting with other
 * transactions.
 */
public final class CompletionWriter implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(CompletionWriter.class.getName());
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String LOCKED = "another session has locked the task's row";
    private static final Duration LOCK_PATIENCE = Duration.ofMillis(500);

    private final Completions completions;
    private final QueueSignals signals;
    private final InFlightTasks inFlight;
    private final TaskObservers observers;
    private final CompletionBuffer waiting = new CompletionBuffer();
    private final RepeatedLog deferrals = new RepeatedLog(LOG, WARNING);
    private final LongAdder fenced = new LongAdder();
    private final Loop loop = new Loop("complete", Duration.ZERO, this);
    private volatile boolean closed;
    private volatile boolean failing;
    // the three below: confined to the loop
    private final List<AttemptCompletion> batch = new ArrayList<>();
    private final DeferredCompletions locked = new DeferredCompletions();
    private boolean answerLost;

    public CompletionWriter(
            Completions completions, QueueSignals signals, InFlightTasks inFlight, TaskObservers observers) {
        this.completions = completions;
        this.signals = signals;
        this.inFlight = inFlight;
        this.observers = observers;
    }

    public Loop loop() {
        return loop;
    }

    @Override
    public Duration run() {
        try {
            if (locked.due()) {
                writeLocked();
            }
            write();
            failing = false;
            return IDLE;
        } catch (QueueUnavailableException away) {
            failing = true;
            throw away;
        }
    }

    /** Whether the latest write failed because the database did not accept it: completions are kept here. */
    public boolean failing() {
        return failing;
    }

    /**
     * Writes the remaining completions, once; the removal of the worker releases the tasks of those that cannot be
     * written.
     */
    @Override
    public void flush() {
        writeLocked();
        run();
    }

    /** Takes no completion any more; a runner that waits for room continues. */
    public void close() {
        closed = true;
    }

    /** Hands a completion over; waits while the buffer is full, and is not interrupted. */
    public void add(AttemptCompletion completion) {
        boolean interrupted = Thread.interrupted();
        boolean added = false;
        while (!added && !closed) {
            try {
                added = waiting.offer(completion, PATIENCE);
            } catch (InterruptedException stray) {
                interrupted = true; // sent by the application: a completion is not lost for it
            }
        }
        loop.wake(); // always: "only when it was empty" would miss a completion that is added while the loop goes
        // to sleep
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Notifies waiting clients and workers of what a batch, or a task's own transaction, has written. */
    public void announce(List<AttemptCompletion> written) {
        List<UUID> finished = new ArrayList<>();
        for (AttemptCompletion completion : written) {
            if (completion.next().parking() != null) {
                continue; // what wakes it reports it
            }
            completion
                    .next()
                    .rescheduleDelay()
                    .ifPresentOrElse(
                            delay -> signals.due(completion.task().queue(), delay),
                            () -> finished.add(completion.task().id()));
        }
        if (!finished.isEmpty()) {
            signals.finished(finished);
        }
    }

    /** Notifies workers of the steps of workflows that were released, and clients of those that were finished. */
    public void announce(Advance advance) {
        advance.queues().forEach(queue -> signals.due(queue, Duration.ZERO));
        if (!advance.finished().isEmpty()) {
            signals.finished(List.copyOf(advance.finished()));
        }
    }

    /**
     * Counts and reports a completion whose token did not hold: the task is finished already, or another worker has it.
     */
    public void recordFenced(AttemptCompletion completion) {
        fenced.increment();
        observers.leaseLost(ClaimedFacts.of(completion.task()));
    }

    /** Reports a task that was revoked at the last moment: its own outcome was reported before. */
    private void recordRevoked(AttemptCompletion completion) {
        signals.finished(List.of(completion.task().id()));
        observers.ended(ClaimedFacts.of(completion.task()), AttemptResult.revoked(null));
    }

    /** How many completions were fenced off since the worker started. */
    public long fenced() {
        return fenced.sum();
    }

    private void write() {
        while (!locked.isFull() && !(batch.isEmpty() && waiting.isEmpty())) {
            waiting.drainTo(batch);
            writeBatch();
        }
    }

    /** If one is refused, all take the ordinary way, which finds out which. */
    private void writeLocked() {
        List<AttemptCompletion> owed = locked.all();
        if (owed.isEmpty()) {
            return;
        }
        try {
            locked.retain(finish(owed, Duration.ZERO));
        } catch (QueueUnavailableException away) {
            if (!isConflict(away)) {
                throw away;
            }
            writeEachLocked(owed);
        } catch (RuntimeException refused) {
            batch.addAll(owed);
            locked.retain(List.of());
        }
    }

    /** Those that conflict stay, so that the others need not wait for them. */
    private void writeEachLocked(List<AttemptCompletion> owed) {
        List<AttemptCompletion> left = new ArrayList<>(owed);
        List<AttemptCompletion> kept = new ArrayList<>();
        try {
            for (AttemptCompletion completion : owed) {
                try {
                    kept.addAll(finish(List.of(completion), Duration.ZERO));
                } catch (QueueUnavailableException away) {
                    if (!isConflict(away)) {
                        throw away;
                    }
                    kept.add(completion);
                } catch (RuntimeException refused) {
                    batch.add(completion); // the ordinary way finds out why
                }
                left.remove(completion);
            }
        } finally {
            kept.addAll(left);
            locked.retain(kept);
        }
    }

    private static boolean isConflict(QueueUnavailableException away) {
        return DatabaseFailure.in(away) == DatabaseFailure.CONFLICT;
    }

    private void defer(List<AttemptCompletion> some, String why) {
        locked.add(some);
        some.forEach(completion -> deferrals.log(() -> "The completion of " + describe(completion) + " waits, because "
                + why + "; it is tried again until that ends. If it does not, look for it among the database's locks"));
    }

    private void writeBatch() {
        try {
            defer(finish(batch, LOCK_PATIENCE), LOCKED);
            batch.clear();
        } catch (QueueUnavailableException away) {
            if (!isConflict(away)) {
                throw away;
            }
            writeEach();
        } catch (RuntimeException refused) {
            LOG.log(
                    WARNING,
                    () -> "A batch of " + batch.size() + " completions was not written; writing them one by one",
                    refused);
            writeEach();
        }
    }

    /**
     * Each leaves the batch when it has been dealt with, so that none is dealt with again after an outage. One that
     * fails in a way that is no refusal stays in it and is tried again: whatever is wrong there, it is not known to be
     * the task's end.
     */
    private void writeEach() {
        Iterator<AttemptCompletion> each = batch.iterator();
        RuntimeException unknown = null;
        while (each.hasNext()) {
            try {
                writeAlone(each.next());
                each.remove();
            } catch (QueueUnavailableException away) {
                throw away;
            } catch (RuntimeException failure) {
                unknown = failure;
            }
        }
        if (unknown != null) {
            throw unknown;
        }
    }

    private void writeAlone(AttemptCompletion completion) {
        CarawayException refusal = refusal(completion);
        if (refusal != null && completions.forgetEarlier(completion.task())) {
            LOG.log(
                    WARNING,
                    () -> "The id of " + describe(completion) + " had been used before, by a SQL client; the completion"
                            + " takes the place of what was recorded of the earlier task");
            refusal = refusal(completion);
        }
        if (refusal != null) {
            LOG.log(
                    ERROR,
                    () -> "The completion of " + describe(completion) + " was refused; recording that instead",
                    refusal);
            AttemptCompletion failure =
                    new AttemptCompletion(completion.task(), new Transition.Fail(ErrorText.of(refusal)), null, null);
            CarawayException again = refusal(failure);
            if (again != null) {
                park(completion, again);
            }
        }
    }

    /** Returns why the database refused it, null if it was written. */
    private @Nullable CarawayException refusal(AttemptCompletion completion) {
        try {
            defer(finish(List.of(completion), LOCK_PATIENCE), LOCKED);
            return null;
        } catch (QueueUnavailableException away) {
            if (!isConflict(away)) {
                throw away;
            }
            defer(List.of(completion), "it conflicts with other transactions again and again");
            return null;
        } catch (CarawayException refused) {
            return refused;
        }
    }

    private static void park(AttemptCompletion completion, CarawayException refusal) {
        LOG.log(
                ERROR,
                () -> "No completion of " + describe(completion)
                        + " can be written; it stays STARTED. The database refuses even the"
                        + " refusal; remove the cause and restart this worker",
                refusal);
    }

    /** Writes them and returns those that are still owed, because their rows are locked. */
    private List<AttemptCompletion> finish(List<AttemptCompletion> some, Duration patience) {
        CompletionResult answer = complete(some, patience);
        List<AttemptCompletion> owed = filtered(some, answer.locked()::contains);
        List<AttemptCompletion> over =
                owed.isEmpty() ? some : filtered(some, id -> !answer.locked().contains(id));
        over.forEach(completion -> inFlight.remove(completion.task()));
        if (answer.lost().isEmpty() || answerLost) {
            announce(over); // after a lost answer too: a hint does no harm
        } else {
            announce(filtered(over, id -> !answer.lost().contains(id)));
            filtered(over, answer.lost()::contains).forEach(this::recordFenced);
        }
        filtered(over, answer.revoked()::contains).forEach(this::recordRevoked);
        announce(answer.advance());
        answerLost = false;
        return owed;
    }

    private static List<AttemptCompletion> filtered(List<AttemptCompletion> completions, Predicate<UUID> wanted) {
        return completions.stream()
                .filter(completion -> wanted.test(completion.task().id()))
                .toList();
    }

    private CompletionResult complete(List<AttemptCompletion> some, Duration patience) {
        try {
            return completions.completeUnlocked(some, patience);
        } catch (QueueUnavailableException away) {
            answerLost |= !isConflict(away); // in favour of others: nothing was written
            throw away;
        }
    }

    private static String describe(AttemptCompletion completion) {
        return "task " + completion.task().id() + " (" + completion.task().name() + ") attempt "
                + completion.task().attempt();
    }
}
