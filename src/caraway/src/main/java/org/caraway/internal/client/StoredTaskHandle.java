package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.caraway.CarawayException;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskHandle;
import org.caraway.TaskLogEntry;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskTimeoutException;
import org.caraway.TaskView;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.retain.Retention;
import org.jspecify.annotations.Nullable;

/** {@link TaskHandle} over a store. Thread-safe. */
final class StoredTaskHandle<R extends @Nullable Object> implements TaskHandle<R> {

    private static final int LINES_CAP = 10_000;
    private static final int CHILDREN_CAP = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final UUID id;
    private final TaskReads reads;
    private final Retention retention;
    private final TaskWatcher watcher;
    private final TaskControl control;
    private final TaskOutcomeReader<R> reader;
    private final BooleanSupplier uncommitted;

    StoredTaskHandle(
            UUID id,
            TaskReads reads,
            Retention retention,
            TaskWatcher watcher,
            TaskControl control,
            TaskOutcomeReader<R> reader,
            BooleanSupplier uncommitted) {
        this.id = id;
        this.reads = reads;
        this.retention = retention;
        this.watcher = watcher;
        this.control = control;
        this.reader = reader;
        this.uncommitted = uncommitted;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public TaskView view() {
        return reads.find(id).orElseThrow(() -> noSuchTask(id));
    }

    @Override
    public TaskState state() {
        TaskSummary now = reads.summaries(Set.of(id)).get(id);
        if (now == null) {
            throw noSuchTask(id);
        }
        return now.state();
    }

    @Override
    public List<TaskLogEntry> log() {
        List<TaskLogEntry> lines = reads.logOf(id, LINES_CAP);
        if (lines.isEmpty()) {
            state(); // which says so if there is no such task
        }
        return lines;
    }

    @Override
    public List<TaskSummary> children() {
        List<TaskSummary> children = reads.children(id, CHILDREN_CAP);
        if (children.isEmpty()) {
            state(); // which says so if there is no such task
        }
        return children;
    }

    @Override
    public Optional<String> resultJson() {
        return reader.jsonOf(view());
    }

    @Override
    public R await(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("Give a timeout of more than zero; was " + timeout);
        }
        refuseToBlock();
        TaskView now = view();
        return reader.resultOf(now.state().isFinal() ? now : awaitFinal(timeout));
    }

    /**
     * Where waiting would be in vain, or for too long.
     *
     * @throws IllegalStateException inside a task, or inside the transaction that has enqueued this one
     */
    void refuseToBlock() {
        CurrentTask.find().ifPresent(task -> {
            throw new IllegalStateException("Task " + task.id() + " (" + task.name() + ") may not wait for task " + id
                    + ": it would hold its slot; compose what needs the result with then, in a workflow");
        });
        if (uncommitted.getAsBoolean()) {
            throw new IllegalStateException("Task " + id + " cannot be awaited yet: the transaction that enqueued it is"
                    + " still open on this thread, and no worker sees it before the commit; await after that");
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what completes the result does not throw
    public CompletionStage<R> toCompletionStage() {
        CompletableFuture<R> result = new CompletableFuture<>();
        TaskView now;
        try {
            now = view();
        } catch (CarawayException failure) {
            result.completeExceptionally(failure);
            return result;
        }
        if (now.state().isFinal() && !LargeResults.isStored(now.result())) {
            complete(result, now, null);
            return result;
        }
        CompletableFuture<TaskView> last = new CompletableFuture<>();
        last.whenComplete((task, failure) -> completeOrLoad(result, task, failure));
        watcher.watch(
                id, last); // also for one that is over: from the watching thread a load gets the application's context
        return result;
    }

    @Override
    public void forget() {
        if (!retention.forget(id)) {
            TaskView task = view();
            throw new IllegalStateException("Task " + id + " (" + task.name() + ") is " + task.state()
                    + " and cannot be forgotten; wait until it is over");
        }
    }

    @Override
    public RevokeOutcome revoke(RevokeMode mode) {
        return control.revoke(id, requireNonNull(mode, "mode"), null);
    }

    @Override
    public boolean retry() {
        return control.retry(id, null, null);
    }

    @Override
    public String toString() {
        return "task " + id;
    }

    static NoSuchTaskException noSuchTask(UUID id) {
        return new NoSuchTaskException("No task has the id " + id
                + "; its enqueueing was rolled back, it is another database's, or it was deleted after its retention");
    }

    private TaskView awaitFinal(Duration timeout) {
        CompletableFuture<TaskView> last = watcher.watch(id);
        try {
            return last.get(nanosOf(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return overAfterAll(timeout, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TaskTimeoutException(
                    "The thread was interrupted while it waited for task " + id + "; the task goes on", interrupted);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof CarawayException known
                    ? known
                    : new CarawayException("Waiting for task " + id + " failed; the task goes on", failed.getCause());
        } finally {
            watcher.forget(id, last);
        }
    }

    /** Waits for a moment, for less if the task is finished meanwhile. */
    void pause(boolean finished, Duration longest) {
        CompletableFuture<TaskView> last = finished ? new CompletableFuture<>() : watcher.watch(id);
        try {
            last.get(nanosOf(longest.compareTo(PAUSE) < 0 ? longest : PAUSE), TimeUnit.NANOSECONDS);
        } catch (TimeoutException notYet) {
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TaskTimeoutException(
                    "The thread was interrupted while it waited for task " + id + "; the task goes on", interrupted);
        } catch (ExecutionException failed) {
            throw new CarawayException("Waiting for task " + id + " failed; the task goes on", failed.getCause());
        } finally {
            watcher.forget(id, last);
        }
    }

    private static long nanosOf(Duration timeout) {
        return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
    }

    /** With a task on the watching thread alone, which is not to wait for the application's store. */
    private void completeOrLoad(CompletableFuture<R> result, @Nullable TaskView task, @Nullable Throwable failure) {
        try {
            if (task != null && LargeResults.isStored(task.result())) {
                watcher.load(() -> complete(result, task, failure));
            } else {
                complete(result, task, failure);
            }
        } catch (Throwable refused) { // nobody else would hear of it, and the stage would stay open
            result.completeExceptionally(new CarawayException(
                    "The result of task " + id + " was not loaded, because no thread was to be had for it", refused));
        }
    }

    private void complete(CompletableFuture<R> result, @Nullable TaskView task, @Nullable Throwable failure) {
        if (task == null) {
            result.completeExceptionally(
                    failure == null ? new IllegalStateException("This is a bug in Caraway.") : failure);
            return;
        }
        R value;
        try {
            value = reader.resultOf(task);
        } catch (Throwable withoutResult) { // becomes the stage's exception, whatever it is
            result.completeExceptionally(withoutResult);
            return;
        }
        result.complete(value);
    }

    /** The waiter may be told late; and whoever reads of a time-out wants to know what the task was at. */
    private TaskView overAfterAll(Duration timeout, TimeoutException late) {
        String at = "";
        try {
            TaskView now = view();
            if (now.state().isFinal()) {
                return now;
            }
            at = " (" + now.name() + ", " + now.state() + " in queue " + now.queue() + ", attempt " + now.attempt()
                    + ")";
        } catch (CarawayException unread) {
            late.addSuppressed(unread);
        }
        throw new TaskTimeoutException("Task " + id + at + " was not over within " + timeout + "; it goes on", late);
    }
}
