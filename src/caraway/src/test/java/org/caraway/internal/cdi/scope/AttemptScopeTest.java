package org.caraway.internal.cdi.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskScoped;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.engine.attempt.AttemptScope.Opened;
import org.caraway.internal.engine.leak.LeakKind;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.jboss.weld.context.RequestContext;
import org.jboss.weld.context.unbound.UnboundLiteral;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptScopeTest {

    private Application application = Application.with(
            Journal.class, OfTask.class, OtherOfTask.class, OfRequest.class, Failing.class, Tasks.class);

    @ApplicationScoped
    static class Journal {
        private final List<String> lines = new ArrayList<>();

        void add(String line) {
            lines.add(line);
        }

        List<String> lines() {
            return lines;
        }
    }

    @TaskScoped
    static class OfTask {
        @Inject
        Journal journal;

        private int calls;

        int count() {
            calls++;
            return calls;
        }

        @PreDestroy
        void end() {
            journal.add("task bean destroyed");
        }
    }

    @TaskScoped
    static class OtherOfTask {
        @Inject
        Journal journal;

        void touch() {}

        @PreDestroy
        void end() {
            journal.add("other task bean destroyed");
        }
    }

    @RequestScoped
    static class OfRequest {
        @Inject
        Journal journal;

        @Inject
        OfTask task;

        private int calls;

        int count() {
            calls++;
            return calls;
        }

        @PreDestroy
        void end() {
            journal.add("request bean destroyed, task bean at " + task.count());
        }
    }

    @TaskScoped
    static class Failing {
        void touch() {}

        @PreDestroy
        void end() {
            throw new IllegalStateException("cannot end");
        }
    }

    @ApplicationScoped
    static class Tasks {
        @Inject
        TaskContext context;

        @Task
        public void work() {}

        String nameOfTask() {
            return context.name();
        }
    }

    @BeforeEach
    void deploy() {
        application.deploy();
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    @Test
    void eachAttemptHasFreshBeans() {
        for (int attempt = 0; attempt < 3; attempt++) {
            try (Opened opened = application.attempts().open()) {
                assertThat(opened).isNotNull();
                assertThat(application.bean(OfRequest.class).count()).isEqualTo(1);
                assertThat(application.bean(OfTask.class).count()).isEqualTo(1);
                assertThat(application.bean(OfTask.class).count()).isEqualTo(2);
            }
        }
    }

    @Test
    void beansEndWithTheAttemptTheYoungestFirstAndTheRequestsBeforeTheTasks() {
        Opened opened = application.attempts().open();
        application.bean(OfTask.class).count();
        application.bean(OtherOfTask.class).touch();
        application.bean(OfRequest.class).count();

        opened.close();

        assertThat(application.bean(Journal.class).lines())
                .containsExactly(
                        "request bean destroyed, task bean at 2", "other task bean destroyed", "task bean destroyed");
    }

    @Test
    void aBeanThatFailsToEndDoesNotKeepTheOthers() {
        Opened opened = application.attempts().open();
        application.bean(OfTask.class).count();
        application.bean(Failing.class).touch();

        opened.close();

        assertThat(application.bean(Journal.class).lines()).containsExactly("task bean destroyed");
        assertThatThrownBy(() -> application.bean(OfTask.class).count()).isInstanceOf(ContextNotActiveException.class);
    }

    @Test
    void anAttemptInsideAnotherHasBeansOfItsOwn() {
        try (Opened outer = application.attempts().open()) {
            assertThat(outer).isNotNull();
            application.bean(OfTask.class).count();
            try (Opened inner = application.attempts().open()) {
                assertThat(inner).isNotNull();
                assertThat(application.bean(OfTask.class).count()).isEqualTo(1);
            }

            assertThat(application.bean(OfTask.class).count()).isEqualTo(2);
            assertThat(application.bean(OfRequest.class).count()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatWasActiveBeforeStaysActive() {
        RequestContextController request = application.bean(RequestContextController.class);
        request.activate();
        application.bean(OfRequest.class).count();

        application.attempts().open().close();

        assertThat(application.bean(OfRequest.class).count()).isEqualTo(2);
        application.attempts().open(); // for the task bean that the request's needs at its end
        request.deactivate();
    }

    @Test
    void aRequestContextThatTheTaskEndedIsReported() {
        Opened opened = application.attempts().open();
        application.bean(RequestContext.class, UnboundLiteral.INSTANCE).deactivate();

        opened.close();

        assertThat(opened.leaks())
                .extracting(LeakKind::text)
                .containsExactly("a request context that it had ended itself");
        try (Opened next = application.attempts().open()) {
            assertThat(next.leaks()).isEmpty();
            assertThat(application.bean(OfRequest.class).count()).isEqualTo(1);
        }
    }

    @Test
    void attemptsOnOtherThreadsHaveTheirOwnBeans() {
        try (Opened opened = application.attempts().open()) {
            assertThat(opened).isNotNull();
            application.bean(OfTask.class).count();

            int elsewhere = CompletableFuture.supplyAsync(() -> {
                        try (Opened other = application.attempts().open()) {
                            assertThat(other).isNotNull();
                            return application.bean(OfTask.class).count() * 10
                                    + application.bean(OfRequest.class).count();
                        }
                    })
                    .join();

            assertThat(elsewhere).isEqualTo(11);
        }
    }

    @Test
    void anyBeanIsToldTheTaskOfItsThread() throws InterruptedException {
        Tasks bean = application.bean(Tasks.class); // of the application: one for all threads
        CyclicBarrier both = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<String>> attempts = Stream.of("Mail.send", "Report.render")
                    .map(name -> (Callable<String>) () -> CurrentTask.inside(named(name), CallerContext.NONE, () -> {
                        await(both);
                        return bean.nameOfTask();
                    }))
                    .toList();

            assertThat(threads.invokeAll(attempts, 60, TimeUnit.SECONDS))
                    .extracting(Future::get)
                    .containsExactly("Mail.send", "Report.render");
            assertThat(threads.submit(() -> CurrentTask.find()).get(60, TimeUnit.SECONDS))
                    .isEmpty();
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /** What stands for the context of an attempt: it knows its name. */
    private static TaskContext named(String name) {
        return (TaskContext) Proxy.newProxyInstance(
                TaskContext.class.getClassLoader(),
                new Class<?>[] {TaskContext.class},
                (proxy, method, arguments) -> method.getName().equals("name") ? name : null);
    }

    @Test
    void outsideOfATaskTheContextSaysWhereItMayBeUsed() {
        assertThatThrownBy(() -> application.bean(TaskContext.class).id())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TaskContext.id was called on a thread that runs no task; call it from a @Task method,"
                        + " from what that calls, or from what it gives to a ManagedExecutorService");
        assertThatThrownBy(() -> application.bean(TaskContext.class).retryIn(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("TaskContext.retryIn was called");
    }
}
