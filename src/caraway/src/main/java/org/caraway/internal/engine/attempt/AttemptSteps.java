package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.CarawayException;
import org.caraway.DurableContext.Work;
import org.caraway.DurableStepException;
import org.caraway.PostponeRequest;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.DurableStepName;
import org.caraway.internal.payload.ReturnTypes;
import org.caraway.internal.store.durable.FinishedStep;
import org.caraway.internal.store.durable.StoredStep;
import org.jspecify.annotations.Nullable;

/**
 * The durable steps of one attempt. Thread-safe: threads that work for the attempt may run steps, each its own.
 *
 * <p>The rows are read once, at the first step of an attempt that has earlier ones; a first attempt reads nothing. A
 * step is stored when its work has returned, so a worker that dies between the two has done the work and stored
 * nothing: only inside of a transaction do both happen together. Where nothing is joined, the write is repeated while
 * the database is away, because the work is done; the interrupt at the soft time limit ends that.
 */
final class AttemptSteps {

    private static final System.Logger LOG = System.getLogger(AttemptSteps.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final ClaimedTaskContext attempt;
    private final DurableStepServices services;
    private final CursorState cursor;
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final Map<Thread, String> running = new ConcurrentHashMap<>();
    private volatile @Nullable Object taskTransaction;
    private volatile boolean reported;
    private @Nullable Map<String, StoredStep> stored;

    AttemptSteps(ClaimedTaskContext attempt, DurableStepServices services) {
        this.attempt = attempt;
        this.services = services;
        this.cursor = new CursorState(attempt, services);
    }

    /** Records that the thread's transaction is the task's own, whose end checks the fencing token. */
    void joinsTaskTransaction() {
        taskTransaction = services.store().transactionKey();
    }

    /** Whether this is the task's own transaction. */
    boolean isTaskTransaction(Object joined) {
        return joined.equals(taskTransaction);
    }

    /** Its cursor. */
    CursorState cursor() {
        return cursor;
    }

    /** Throws a {@code PostponeRequest} if the worker is to stop. */
    void pauseHere() {
        if (services.stopRequested().getAsBoolean()) {
            throw new PostponeRequest(Duration.ZERO);
        }
    }

    <T extends @Nullable Object, X extends Exception> T step(String name, Work<T, X> work) throws X {
        Type type = accepted(name, work);
        return stored(name, type, () -> executed(name, StoredStep.Kind.STEP, type, work));
    }

    <T extends @Nullable Object, X extends Exception> T once(String name, Work<T, X> effect) throws X {
        Type type = accepted(name, effect);
        refuseTransaction(
                "Step '" + name + "'", "once has an effect that no rollback undoes; call it outside of a transaction");
        return stored(name, type, () -> executed(name, StoredStep.Kind.ONCE, type, effect));
    }

    <T extends @Nullable Object, X extends Exception> T stepInTransaction(String name, Work<T, X> work) throws X {
        Type type = accepted(name, work);
        String what = "Step '" + name + "'";
        refuseTransaction(what, "stepInTransaction begins its own; use step, whose value is part of it");
        return stored(name, type, () -> committed(what, () -> executed(name, StoredStep.Kind.STEP, type, work)));
    }

    <T extends @Nullable Object, X extends Exception> T inTransaction(Work<T, X> work) throws X {
        refuseTransaction("inTransaction", "begins its own; leave it out");
        return committed("The transaction", work::run);
    }

    private static Type accepted(String name, Work<?, ?> work) {
        DurableStepName.checked(name);
        return ReturnTypes.of(work, "The value of step '" + name + "'");
    }

    private void refuseTransaction(String what, String why) {
        if (services.transaction().underway()) {
            throw new IllegalStateException(what + " was called inside of a transaction, and " + why);
        }
    }

    /** What is done for a step that no earlier attempt has stored. */
    @FunctionalInterface
    private interface Unstored<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the type is that of the work
    private <T extends @Nullable Object, X extends Exception> T stored(String name, Type type, Unstored<T, X> run)
            throws X {
        if (!used.add(name)) {
            throw new DurableStepException(
                    "Step '" + name + "' is called twice in " + attempt
                            + "; give each its own name, in a loop with the index or the key: '" + name + "-17'",
                    null);
        }
        boolean done = false;
        try {
            StoredStep earlier = earlier().get(name);
            T value;
            if (earlier == null) {
                reportSkipped(name);
                value = run.run();
            } else {
                value = (T) value(earlier, type);
            }
            done = true;
            return value;
        } finally {
            if (!done) {
                used.remove(name);
            }
        }
    }

    /** Read once. A first attempt has none, so it asks nothing. */
    private synchronized Map<String, StoredStep> earlier() {
        Map<String, StoredStep> known = stored;
        if (known == null) {
            known = new LinkedHashMap<>();
            if (attempt.attempt() > 1) {
                for (StoredStep step : services.store().storedSteps(attempt.id())) {
                    known.put(step.name(), step);
                }
            }
            stored = known;
        }
        return known;
    }

    private @Nullable Object value(StoredStep earlier, Type type) {
        if (type == Void.class) {
            return null;
        }
        try {
            String value = earlier.value();
            if (value == null) {
                throw new CarawayException("It has no value");
            }
            return services.codec().decodeResult(value, type);
        } catch (CarawayException unreadable) {
            throw new DurableStepException(
                    "The value of step '" + earlier.name() + "', which attempt " + earlier.attempt() + " of task "
                            + attempt.id() + " (" + attempt.name() + ") has stored, cannot be read as "
                            + type.getTypeName() + ": " + unreadable.getMessage()
                            + "; let the step return a type that reads it, or run the task again from this step",
                    unreadable);
        }
    }

    private <T extends @Nullable Object, X extends Exception> T executed(
            String name, StoredStep.Kind kind, Type type, Work<T, X> work) throws X {
        long begun = System.nanoTime();
        T value = inside(name, work);
        store(finished(name, kind, type, value, begun));
        return value;
    }

    private <T extends @Nullable Object, X extends Exception> T committed(String what, Unstored<T, X> work) throws X {
        TaskTransaction transaction = services.transaction();
        transaction.begin();
        boolean committing = false;
        try {
            T value = work.run();
            committing = true;
            transaction.commit();
            return value;
        } catch (CarawayException failure) { // a step that cannot be written is rolled back with its work, too
            throw committing || failure instanceof QueueUnavailableException
                    ? new StepNotCommitted(what + " of " + attempt + " did not commit", failure)
                    : failure;
        } finally {
            if (!committing) {
                transaction.rollback();
            }
        }
    }

    private <T extends @Nullable Object, X extends Exception> T inside(String name, Work<T, X> work) throws X {
        if (attempt.fenced()) {
            throw StopReasons.fenced(attempt.facts());
        }
        Thread thread = Thread.currentThread();
        String around = running.put(thread, name);
        try {
            return work.run();
        } finally {
            if (around == null) {
                running.remove(thread);
            } else {
                running.put(thread, around);
            }
        }
    }

    private FinishedStep finished(String name, StoredStep.Kind kind, Type type, @Nullable Object value, long begun) {
        String what = "The value of step '" + name + "' of " + attempt;
        String json = services.encoded(what, value, type, attempt.settings().format());
        return new FinishedStep(name, kind, json, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** An interrupt that came while the work ran must not hit the statement: H2 would close its file. */
    private void store(FinishedStep step) {
        boolean interrupted = Thread.interrupted();
        try {
            Object joined = services.store().transactionKey();
            boolean held = joined == null
                    ? storedPatiently(step, interrupted)
                    : services.store().storeStep(attempt.task(), step, isTaskTransaction(joined));
            if (!held) {
                throw StopReasons.fenced(attempt.facts());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean storedPatiently(FinishedStep step, boolean hurried) {
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                return services.store().storeStep(attempt.task(), step, false);
            } catch (QueueUnavailableException away) {
                if (hurried || attempt.fenced() || !slept(pause)) {
                    throw away;
                }
                LOG.log(DEBUG, () -> "Step '" + step.name() + "' of " + attempt + " is stored later", away);
            }
        }
    }

    private static boolean slept(long millis) {
        try {
            ShortSleep.of(Duration.ofMillis(millis));
            return true;
        } catch (InterruptedException limit) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As in earlier attempts, those that were stored come before one that was not, unless its name is new. */
    private void reportSkipped(String name) {
        List<String> skipped = untouched();
        if (!skipped.isEmpty()) {
            report("runs step '" + name + "', which no earlier attempt has stored, before it has asked for the stored "
                    + quoted(skipped) + "; if a release has renamed one, its work runs again under the new name");
        }
    }

    /** Reports the stored steps for which the method has not asked; it has returned. */
    void reportUnused() {
        List<String> unused;
        synchronized (this) {
            unused = stored == null ? List.of() : untouched();
        }
        if (!unused.isEmpty()) {
            report("did not ask for " + quoted(unused)
                    + ", which earlier attempts have stored; if a release has renamed or removed a step, its work has run"
                    + " under the old name");
        }
    }

    private List<String> untouched() {
        List<String> names = new ArrayList<>();
        for (StoredStep step : earlier().values()) {
            if (step.kind() != StoredStep.Kind.CURSOR && !used.contains(step.name())) {
                names.add(step.name());
            }
        }
        return names;
    }

    /** Once for an attempt. */
    private void report(String what) {
        if (!reported) {
            reported = true;
            LOG.log(WARNING, () -> attempt + " " + what);
            attempt.log("This attempt " + what);
        }
    }

    private static String quoted(List<String> names) {
        return (names.size() == 1 ? "step '" : "steps '") + String.join("', '", names) + "'";
    }

    String stepKey() {
        String name = running.get(Thread.currentThread());
        if (name == null) {
            throw new IllegalStateException("TaskContext.stepKey was called outside of a durable step; call it in the"
                    + " work of step or once, on the thread that runs it");
        }
        return UUID.nameUUIDFromBytes((attempt.id() + "/" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
