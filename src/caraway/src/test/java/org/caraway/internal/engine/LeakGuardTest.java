package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.SoftReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.engine.leak.LeakLog;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.store.model.NewTask;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A hostile task, and then another on the same thread. */
class LeakGuardTest {

    private final Bench bench = new Bench().slots(1);
    private final LogLines log = new LogLines(LeakLog.class);
    private final ThreadTransactions transactions = new ThreadTransactions();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

    /** What a task can see of its thread. */
    private record Seen(
            Thread thread,
            String name,
            int priority,
            @Nullable ClassLoader loader,
            Thread.UncaughtExceptionHandler handler,
            boolean interrupted,
            int transaction) {

        static Seen now(ThreadTransactions transactions) {
            Thread thread = Thread.currentThread();
            return new Seen(
                    thread,
                    thread.getName(),
                    thread.getPriority(),
                    thread.getContextClassLoader(),
                    thread.getUncaughtExceptionHandler(),
                    thread.isInterrupted(),
                    transactions.getStatus());
        }
    }

    @AfterEach
    void close() {
        bench.close();
        log.close();
    }

    /** Runs the task between two that look around, and returns it. */
    private TaskView between(TaskInvoker hostile) {
        bench.transactions(transactions).define("Hostile.run", hostile);
        return betweenLooks("Hostile.run");
    }

    private TaskView betweenLooks(String name) {
        bench.define("Look.around", arguments -> seen.add(Seen.now(transactions)));
        bench.start();
        bench.runToEnd("Look.around", "[]");
        TaskView task = bench.runToEnd(name, "[]");
        bench.runToEnd("Look.around", "[]");
        return task;
    }

    private void assertUndone(TaskView task, String what) {
        assertThat(List.copyOf(seen)).hasSize(2);
        assertThat(List.copyOf(seen).get(1)).isEqualTo(List.copyOf(seen).get(0));
        assertThat(log.all())
                .containsExactly(
                        "task " + task.id() + " (" + task.name() + ") attempt 1 left behind: " + what + "; all undone");
    }

    @Nested
    class TheThread {

        @Test
        void getsItsNameBack() {
            TaskView task = between(arguments -> {
                Thread.currentThread().setName("mine");
                return 1;
            });

            assertUndone(task, "thread name 'mine'");
        }

        @Test
        @SuppressWarnings("ThreadPriorityCheck") // the leak
        void getsItsPriorityBack() {
            TaskView task = between(arguments -> {
                Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
                return 1;
            });

            assertUndone(task, "thread priority 1");
        }

        @Test
        void getsItsClassLoaderBack() throws Exception {
            try (URLClassLoader other = new URLClassLoader(new URL[0], null)) {
                TaskView task = between(arguments -> {
                    Thread.currentThread().setContextClassLoader(other);
                    return 1;
                });

                assertUndone(
                        task,
                        "context class loader java.net.URLClassLoader@"
                                + Integer.toHexString(System.identityHashCode(other)));
            }
        }

        @Test
        void getsItsUncaughtExceptionHandlerBack() {
            Thread.UncaughtExceptionHandler silent = new Silent();

            TaskView task = between(arguments -> {
                Thread.currentThread().setUncaughtExceptionHandler(silent);
                return 1;
            });

            assertUndone(
                    task,
                    "uncaught exception handler " + Silent.class.getName() + "@"
                            + Integer.toHexString(System.identityHashCode(silent)));
        }

        @Test
        void isNotInterrupted() {
            TaskView task = between(arguments -> {
                Thread.currentThread().interrupt();
                return 1;
            });

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertUndone(task, "an interrupt");
        }

        @Test
        void isSaidToHaveBeenLeftOtherwiseInOneLine() {
            TaskView task = between(arguments -> {
                transactions.begin();
                Thread.currentThread().setName("mine");
                Thread.currentThread().interrupt();
                throw new IllegalStateException("fails as well");
            });

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertUndone(task, "an interrupt, thread name 'mine', an open transaction");
        }

        @Test
        void isNotBlamedForAnInterruptThatTheSoftLimitSent() {
            bench.limits(Duration.ofMillis(50), Duration.ofMinutes(1)).define("Slow.run", arguments -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return 1;
            });

            betweenLooks("Slow.run");

            assertThat(log.all()).isEmpty();
        }
    }

    private static final class Silent implements Thread.UncaughtExceptionHandler {

        @Override
        public void uncaughtException(Thread thread, Throwable failure) {}
    }

    @Nested
    class ATransaction {

        @Test
        void thatATaskBeganIsRolledBack() {
            TaskView task = between(arguments -> {
                transactions.begin();
                return 1;
            });

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(transactions.journal()).containsExactly("begin", "rollback");
            assertUndone(task, "an open transaction");
        }

        @Test
        void thatATransactionalTaskLeavesBesidesItsOwnIsRolledBack() {
            bench.propagation(new Beginning()).transactional(transactions).define("Orders.bill", arguments -> 1);
            bench.define("Look.around", arguments -> seen.add(Seen.now(transactions)));
            bench.start();
            bench.runToEnd("Look.around", "[]");

            TaskView task = runWithContext("Orders.bill");

            bench.runToEnd("Look.around", "[]");
            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(transactions.journal()).containsExactly("begin", "commit", "begin", "rollback");
            assertUndone(task, "an open transaction");
        }

        @Test
        void thatABeanLeavesAtItsEndIsRolledBack() {
            AtomicBoolean used = new AtomicBoolean();
            bench.scope(() -> () -> {
                if (used.getAndSet(false)) {
                    Thread.currentThread().setName("mine");
                    transactions.begin();
                }
            });

            TaskView task = between(arguments -> {
                used.set(true);
                return 1;
            });

            assertUndone(task, "thread name 'mine', an open transaction");
        }

        @Test
        void thatAnObserverLeavesIsRolledBack() {
            bench.observers(new TaskObserver() {
                @Override
                public AttemptStep attempt(TaskFacts facts) {
                    return facts.name().equals("Look.around")
                            ? AttemptStep.UNOBSERVED
                            : new AttemptStep() {
                                @Override
                                public void close() {
                                    transactions.begin();
                                }
                            };
                }
            });

            TaskView task = between(arguments -> 1);

            assertUndone(task, "an open transaction");
        }
    }

    /** Begins a transaction where it should end something. */
    private final class Beginning implements ContextPropagator {

        @Override
        public String name() {
            return "beginning";
        }

        @Override
        public Optional<String> capture() {
            return Optional.empty();
        }

        @Override
        public Restored restore(String captured, int version) {
            return transactions::begin;
        }
    }

    private TaskView runWithContext(String name) {
        UUID id = UUID.randomUUID();
        bench.enqueue(NewTask.of(id, name).context("{\"beginning\":\"\"}").build());
        return bench.awaitEnd(id);
    }

    @Nested
    @SuppressWarnings("ThreadLocalUsage") // each test has its own
    class AThreadLocal {

        private final ThreadLocal<Object> variable = new ThreadLocal<>();
        private final ThreadLocal<List<String>> supplied = ThreadLocal.withInitial(ArrayList::new);
        private final ThreadLocal<Object> inheritable = new InheritableThreadLocal<>();
        private final Queue<Boolean> empty = new ConcurrentLinkedQueue<>();

        @Test
        void withAValueIsEmptiedForTheNextTask() {
            leaving(() -> variable.set("north"));

            assertThat(empty).containsExactly(true);
            assertThat(log.all()).as("it may be the server's").isEmpty();
        }

        @Test
        void thatNewThreadsInheritIsEmptiedToo() {
            leaving(() -> inheritable.set(Map.of("tenant", "north")));

            assertThat(empty).containsExactly(true);
            assertThat(log.all()).isEmpty();
        }

        @Test
        void withAnObjectOfTheApplicationIsEmptied() {
            TaskView task = leaving(() -> variable.set(new Silent()));

            assertThat(empty).containsExactly(true);
            assertUndone(task, "a ThreadLocal with a " + Silent.class.getName());
        }

        @Test
        void thatTheApplicationFillsIsEmptied() {
            TaskView task = leaving(() -> supplied.get().add("north"));

            assertThat(empty).containsExactly(true);
            assertUndone(task, "a SuppliedThreadLocal with a java.util.ArrayList");
        }

        @Test
        void thatWasReadBeforeIsEmptiedToo() {
            bench.define("Read.variable", arguments -> variable.get() == null);

            bench.transactions(transactions).define("Hostile.run", arguments -> {
                variable.set("north");
                return 1;
            });
            bench.define("Look.variable", arguments -> empty.add(variable.get() == null));
            bench.start();
            bench.runToEnd("Read.variable", "[]");
            bench.runToEnd("Hostile.run", "[]");
            bench.runToEnd("Look.variable", "[]");

            assertThat(empty).containsExactly(true);
        }

        @Test
        void thatHoldsACacheStays() {
            SoftReference<String> cache = new SoftReference<>("buffer");

            leaving(() -> variable.set(cache));

            assertThat(empty).containsExactly(false);
            assertThat(log.all()).isEmpty();
        }

        @Test
        void thatHoldsWhatIsTheServersStays() {
            leaving(() -> variable.set(new StringBuilder("buffer").chars()));

            assertThat(empty).containsExactly(false);
            assertThat(log.all()).isEmpty();
        }

        @Test
        void thatTheTaskRemovedIsNotMentioned() {
            leaving(() -> {
                variable.set("north");
                variable.remove();
            });

            assertThat(log.all()).isEmpty();
        }

        private TaskView leaving(Runnable leak) {
            bench.define("Look.variables", arguments -> {
                boolean none = variable.get() == null
                        && inheritable.get() == null
                        && supplied.get().isEmpty();
                variable.remove();
                inheritable.remove();
                supplied.remove();
                return empty.add(none);
            });
            TaskView task = between(arguments -> {
                leak.run();
                return 1;
            });
            bench.runToEnd("Look.variables", "[]");
            return task;
        }
    }

    @Test
    void cleanTasksAreNotMentioned() {
        TaskView task = between(arguments -> 1);

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(log.all()).isEmpty();
    }
}
