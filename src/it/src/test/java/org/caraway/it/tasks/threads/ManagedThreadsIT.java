package org.caraway.it.tasks.threads;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.caraway.Progress;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.it.harness.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Work that a task submits to other threads of the server. */
@ArquillianTest
class ManagedThreadsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Deployment
    static WebArchive application() {
        return TestWar.of("threads", "", ThreadTasks.class, TaskNotes.class);
    }

    @Test
    void workOnAManagedExecutorIsTheTasks() {
        TaskHandle<List<UUID>> split = tasks.enqueue(ThreadTasks::split);

        List<UUID> ids = split.await(PATIENCE);

        assertThat(ids.get(0)).isEqualTo(split.id());
        assertThat(split.view().progress()).isEqualTo(new Progress(1, 2, "from ThreadTasks.split"));
        assertThat(tasks.handle(ids.get(1), String.class).await(PATIENCE))
                .isEqualTo(split.id().toString());
    }

    @Test
    void aContextServiceTakesTheTaskAlongIfItPropagatesWhatRemains() {
        assertThat(tasks.enqueue(ThreadTasks::contextual).await(PATIENCE))
                .containsExactly("ThreadTasks.contextual", "none");
    }

    @Test
    void theBeansOfTheAttemptStayOnItsThread() {
        TaskHandle<List<String>> scoped = tasks.enqueue(ThreadTasks::scoped);

        assertThat(scoped.await(PATIENCE))
                .containsExactly("12", "WELD-001303: No active contexts for scope type org.caraway.TaskScoped");
    }

    @Test
    void aThreadThatOutlivesItsTaskIsToldAndDoesNoHarm() throws Exception {
        TaskHandle<@Nullable Void> outlived = tasks.enqueue(ThreadTasks::outlived);
        outlived.await(PATIENCE);

        ThreadTasks.OVER.countDown();

        assertThat(ThreadTasks.LATE.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("Attempt 1 of task " + outlived.id() + " (ThreadTasks.outlived) is over; let its method wait"
                        + " for the threads that work for it");
        assertThat(outlived.view().progress()).isNull();
    }
}
