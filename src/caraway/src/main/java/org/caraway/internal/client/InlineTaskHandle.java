package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskLogEntry;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.InlineRun;
import org.jspecify.annotations.Nullable;

/**
 * {@link TaskHandle} of a task that has run on its caller's thread. Thread-safe; it has all data and does not use the
 * database.
 */
final class InlineTaskHandle<R extends @Nullable Object> implements TaskHandle<R> {

    private final UUID id;
    private final TaskOutcomeReader<R> reader;
    private volatile @Nullable InlineRun run;

    InlineTaskHandle(InlineRun run, TaskOutcomeReader<R> reader) {
        this.id = run.view().id();
        this.run = run;
        this.reader = reader;
    }

    private InlineRun known() {
        InlineRun known = run;
        if (known == null) {
            throw new NoSuchTaskException("Task " + id + " ran inline and was forgotten; keep its handle for as long as"
                    + " you need what came of it");
        }
        return known;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public TaskView view() {
        return known().view();
    }

    @Override
    public List<TaskLogEntry> log() {
        return known().log();
    }

    @Override
    public List<TaskSummary> children() {
        known();
        return List.of();
    }

    @Override
    public Optional<String> resultJson() {
        return reader.jsonOf(view());
    }

    @Override
    public R await(Duration timeout) {
        requireNonNull(timeout, "timeout");
        return result();
    }

    /** The result, or the exception of {@link #await}, without waiting. */
    R result() {
        InlineRun known = known();
        try {
            return reader.resultOf(known.view());
        } catch (TaskFailedException failed) {
            if (known.failure() != null) {
                failed.initCause(known.failure());
            }
            throw failed;
        }
    }

    @Override
    public CompletionStage<R> toCompletionStage() {
        CompletableFuture<R> stage = new CompletableFuture<>();
        try {
            stage.complete(result());
        } catch (RuntimeException withoutResult) { // becomes the stage's exception
            stage.completeExceptionally(withoutResult);
        }
        return stage;
    }

    @Override
    public RevokeOutcome revoke(RevokeMode mode) {
        requireNonNull(mode, "mode");
        known();
        return RevokeOutcome.OVER;
    }

    @Override
    public boolean retry() {
        throw new IllegalStateException("Task " + id + " (" + view().name()
                + ") ran inline and stands in no table, so it cannot be put back; apply or enqueue its call again");
    }

    @Override
    public void forget() {
        known();
        run = null;
    }

    @Override
    public String toString() {
        return "inline task " + id;
    }
}
