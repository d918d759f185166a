package org.caraway.internal.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.caraway.admin.TaskChange.Kind;
import org.caraway.internal.client.AfterCommit;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.JdbcStore;

/** A node's half of the feed, with attempts and transactions that a test plays. */
final class Node implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final FeedFaults faults = new FeedFaults();
    final DefaultTaskFeed feed;
    final Transaction transaction = new Transaction();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Starts it. */
    Node(String name, DataSource database) {
        feed = new DefaultTaskFeed(
                faults.between(
                        JdbcStore.open(database, Duration.ofSeconds(10), null).feed()),
                name,
                transaction);
        feed.start(threads);
    }

    /** Lets an attempt begin and succeed. */
    void run(UUID id) {
        TaskObserver.AttemptStep step = feed.publisher().attempt(facts(id, 1));
        step.started();
        step.ended(new AttemptResult(new Transition.Succeed(null), null, Duration.ZERO));
        step.close();
    }

    /** Lets an attempt with this number begin. */
    void start(UUID id, int attempt) {
        feed.publisher().attempt(facts(id, attempt)).started();
    }

    static TaskFacts facts(UUID id, int attempt) {
        return new TaskFacts(
                id,
                "Mail.send",
                "mails",
                attempt,
                0,
                attempt == 0 ? null : "worker-1",
                Duration.ZERO,
                Map.of(),
                id,
                null,
                CallerContext.NONE);
    }

    /** What a change looks like in tests: its kind and the number of the attempt. */
    static String shown(Kind kind, int attempt) {
        return kind + " " + attempt;
    }

    /** Looks every 20 ms whether it has come true, and fails after a minute. */
    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            try {
                if (System.nanoTime() - end > 0 || never.await(20, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("Not reached within " + PATIENCE + ": " + what);
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    @Override
    public void close() {
        faults.comeBack();
        feed.stop();
        threads.shutdownNow();
    }

    /** Runs what is told within it when it is committed. */
    static final class Transaction implements AfterCommit {

        private final List<Runnable> actions = new ArrayList<>();
        private boolean open;

        void begin() {
            open = true;
        }

        @Override
        public void run(Runnable action) {
            if (open) {
                actions.add(action);
            } else {
                action.run();
            }
        }

        void commit() {
            open = false;
            List<Runnable> committed = List.copyOf(actions);
            actions.clear();
            committed.forEach(Runnable::run);
        }

        void rollBack() {
            open = false;
            actions.clear();
        }
    }
}
