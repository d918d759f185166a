package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.DEBUG;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.CarawayException;
import org.caraway.DurableStepException;
import org.caraway.TaskCursor;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.durable.CursorPosition;
import org.caraway.internal.store.durable.StoredStep;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of one attempt. Thread-safe.
 *
 * <p>Outside of a transaction only memory changes, and the next batch of reports writes the latest position. In a
 * transaction the position is written at once; whether it commits is not known here, so it is read again when it is
 * asked for, and an older position that waits for the next batch is dropped.
 */
public final class CursorState {

    private static final System.Logger LOG = System.getLogger(CursorState.class.getName());

    private final ClaimedTaskContext attempt;
    private final DurableStepServices services;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable String position;

    @GuardedBy("lock")
    private boolean known;

    @GuardedBy("lock")
    private boolean unwritten;

    CursorState(ClaimedTaskContext attempt, DurableStepServices services) {
        this.attempt = attempt;
        this.services = services;
        known = attempt.attempt() == 1; // nothing is stored
    }

    /**
     * The cursor with values of this type.
     *
     * @throws IllegalArgumentException if values of this type cannot be stored
     */
    <T> TaskCursor<T> of(Class<T> type) {
        PayloadCodec.problemWith(type).ifPresent(problem -> {
            throw new IllegalArgumentException("The cursor of " + attempt + " cannot be stored: " + problem);
        });
        return new TaskCursor<>() {
            @Override
            public Optional<T> get() {
                return read(type);
            }

            @Override
            public void set(T value) {
                move(written(value, type));
            }
        };
    }

    private <T> Optional<T> read(Class<T> type) {
        String json = position();
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(type.cast(services.codec().decodeResult(json, type)));
        } catch (CarawayException unreadable) {
            throw new DurableStepException(
                    "The cursor of " + attempt + " cannot be read as " + type.getName() + ": " + unreadable.getMessage()
                            + "; let it have a type that reads the stored position",
                    unreadable);
        }
    }

    private @Nullable String position() {
        lock.lock();
        try {
            if (known) {
                return position;
            }
        } finally {
            lock.unlock();
        }
        String stored = services.store().storedSteps(attempt.id()).stream()
                .filter(step -> step.kind() == StoredStep.Kind.CURSOR)
                .map(StoredStep::value)
                .findFirst()
                .orElse(null);
        if (services.store().transactionKey() == null) {
            remember(stored);
        }
        return stored;
    }

    /** Unless it was set meanwhile. */
    private void remember(@Nullable String stored) {
        lock.lock();
        try {
            if (!known) {
                position = stored;
                known = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private String written(Object value, Class<?> type) {
        String what = "The cursor of " + attempt;
        String json = services.encoded(what, value, type, attempt.settings().format());
        if (json == null) {
            throw new DurableStepException(what + " has no value", null);
        }
        return json;
    }

    private void move(String json) {
        Object joined = services.store().transactionKey();
        if (joined == null) {
            set(json, true);
            services.moved().accept(this);
            return;
        }
        set(null, false);
        boolean rechecked = attempt.steps().isTaskTransaction(joined);
        if (!services.store().storeCursor(new CursorPosition(attempt.task(), json), rechecked)) {
            throw StopReasons.fenced(attempt.facts());
        }
    }

    private void set(@Nullable String json, boolean inMemory) {
        lock.lock();
        try {
            position = json;
            known = inMemory;
            unwritten = inMemory;
        } finally {
            lock.unlock();
        }
    }

    /** The position that is not written yet, null if there is none. */
    @Nullable
    CursorPosition unwritten() {
        lock.lock();
        try {
            return unwritten ? new CursorPosition(attempt.task(), position) : null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this is the latest position, and not written yet. */
    boolean isUnwritten(CursorPosition candidate) {
        lock.lock();
        try {
            return unwritten && position != null && position.equals(candidate.value());
        } finally {
            lock.unlock();
        }
    }

    /** Records that this was written; it may have moved meanwhile. */
    void recordWritten(CursorPosition written) {
        lock.lock();
        try {
            unwritten &= position != null && !position.equals(written.value());
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is not written yet, because the attempt ends; if that fails, the last position counts. */
    public void flush() {
        CursorPosition left = unwritten();
        if (left == null) {
            return;
        }
        try {
            services.store().storeCursor(left, false);
            recordWritten(left);
        } catch (CarawayException away) {
            LOG.log(DEBUG, () -> "The last position of the cursor of " + attempt + " was not written", away);
        }
    }
}
