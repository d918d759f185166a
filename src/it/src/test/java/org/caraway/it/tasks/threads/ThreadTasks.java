package org.caraway.it.tasks.threads;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ContextServiceDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.TaskRevokedException;

/** Tasks that use other threads. */
@ApplicationScoped
@ContextServiceDefinition(name = "java:app/concurrent/withTask", propagated = ContextServiceDefinition.ALL_REMAINING)
@ContextServiceDefinition(
        name = "java:app/concurrent/withoutTask",
        cleared = "Caraway.Task",
        propagated = ContextServiceDefinition.ALL_REMAINING)
public class ThreadTasks {

    static final CountDownLatch OVER = new CountDownLatch(1);
    static final CompletableFuture<String> LATE = new CompletableFuture<>();

    private static final long PATIENCE_SECONDS = 60;

    @Resource
    @SuppressWarnings("NullAway.Init") // injected
    private ManagedExecutorService executor;

    @Resource(lookup = "java:app/concurrent/withTask")
    @SuppressWarnings("NullAway.Init") // injected
    private ContextService withTask;

    @Resource(lookup = "java:app/concurrent/withoutTask")
    @SuppressWarnings("NullAway.Init") // injected
    private ContextService withoutTask;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskNotes notes;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** The ids that another thread sees: of its task, and of the task that it enqueues. */
    @Task
    public List<UUID> split() throws ExecutionException, InterruptedException, TimeoutException {
        return executor.submit(() -> {
                    task.progress(1, 2, "from " + task.name());
                    task.log("on another thread");
                    task.checkRevoked();
                    return List.of(task.id(), tasks.enqueue(ThreadTasks::parent).id());
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Task
    public String parent() {
        return task.parent().map(UUID::toString).orElse("none");
    }

    /** What a thread of nobody's sees with a context that propagates the task, and with one that clears it. */
    @Task
    public List<String> contextual() throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<String> with = CompletableFuture.supplyAsync(withTask.contextualSupplier(this::nameOrNone));
        CompletableFuture<String> without =
                CompletableFuture.supplyAsync(withoutTask.contextualSupplier(this::nameOrNone));
        return List.of(with.get(PATIENCE_SECONDS, TimeUnit.SECONDS), without.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private String nameOrNone() {
        try {
            return task.name();
        } catch (IllegalStateException none) {
            return "none";
        }
    }

    /** The number of calls of the task's bean here, and what another thread is told of it. */
    @Task
    public List<String> scoped() throws ExecutionException, InterruptedException, TimeoutException {
        String own = "" + notes.count() + notes.count();
        String other = executor.submit(() -> {
                    try {
                        return "" + notes.count();
                    } catch (ContextNotActiveException refused) {
                        return String.valueOf(refused.getMessage());
                    }
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return List.of(own, other);
    }

    /** Leaves a thread behind that goes on when the task is over. */
    @Task
    public void outlived() {
        executor.execute(() -> {
            try {
                if (!OVER.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody said that it is over");
                }
                task.progress(2, 2, "too late");
                task.checkRevoked();
                LATE.complete("goes on");
            } catch (TaskRevokedException over) {
                LATE.complete(String.valueOf(over.getMessage()));
            } catch (InterruptedException | RuntimeException failure) {
                LATE.completeExceptionally(failure);
            }
        });
    }
}
