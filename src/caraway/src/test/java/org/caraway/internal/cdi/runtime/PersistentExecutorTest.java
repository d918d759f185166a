package org.caraway.internal.cdi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.concurrent.AbortedException;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A server that aborts the start of jobs, as Payara does for an application that counts as disabled. */
class PersistentExecutorTest {

    private final List<String> runs = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> abort = new AtomicReference<>();
    private int refusals;

    private final ContextService contexts = proxy(ContextService.class, (proxy, method, arguments) -> {
        Executor context = this::inContext;
        return context;
    });
    private final ManagedExecutorService server = proxy(ManagedExecutorService.class, (proxy, method, arguments) -> {
        if (method.getName().equals("getContextService")) {
            return contexts;
        }
        start((Runnable) arguments[0]);
        return null;
    });
    private final PersistentExecutor executor = new PersistentExecutor(server, Duration.ZERO);

    @Test
    void aJobThatTheServerStartsRunsOnce() {
        executor.execute(() -> runs.add("job"));

        assertThat(runs).containsExactly("job");
    }

    @Test
    void aJobWhoseStartIsAbortedRunsInTheContextOfItsSubmission() {
        abort.set(new AbortedException("Module shop is disabled"));
        refusals = 3;

        executor.execute(() -> runs.add("job"));

        assertThat(runs).containsExactly("refused", "refused", "refused", "context", "job");
    }

    @Test
    void aCancelledJobIsNotStartedAgain() {
        abort.set(new CancellationException());

        executor.execute(() -> runs.add("job"));

        assertThat(runs).isEmpty();
    }

    @Test
    void aJobInAnotherContextIsStartedAgainToo() {
        refusals = 2;

        executor.executeIn(this::inContext, () -> runs.add("job"));

        assertThat(runs).containsExactly("refused", "refused", "context", "job");
    }

    @Test
    void whatTheJobItselfThrowsStartsNothingAgain() {
        IllegalStateException own = new IllegalStateException("of the job");

        assertThatThrownBy(() -> executor.executeIn(this::inContext, () -> {
                    runs.add("job");
                    throw own;
                }))
                .isSameAs(own);
        assertThat(runs).containsExactly("context", "job");
    }

    @Test
    void aServerThatNeverStartsItIsAskedForABoundedTime() {
        refusals = Integer.MAX_VALUE;

        executor.executeIn(this::inContext, () -> runs.add("job"));

        assertThat(runs).hasSize(100).containsOnly("refused");
    }

    private void start(Runnable task) {
        Throwable failure = abort.get();
        if (failure == null) {
            task.run();
            return;
        }
        ManagedTaskListener listener = ((ManagedTask) task).getManagedTaskListener();
        listener.taskAborted(null, server, task, failure);
    }

    private void inContext(Runnable job) {
        if (refusals-- > 0) {
            runs.add("refused");
            throw new IllegalStateException("Module shop is disabled");
        }
        runs.add("context");
        job.run();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
