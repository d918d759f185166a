package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.caraway.TaskContext;
import org.caraway.TaskState;
import org.caraway.internal.propagation.CurrentTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps in transactions: their own, the task's and others. */
class TransactionalStepTest {

    private final LocalTransactions transactions = new LocalTransactions();
    private final Bench bench = new Bench(transactions).slots(2);
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        bench.close();
    }

    private static TaskContext task() {
        return CurrentTask.find().orElseThrow();
    }

    private static void failFirst() {
        if (task().attempt() == 1) {
            throw new IllegalStateException("a first attempt fails");
        }
    }

    @Test
    void ofItsOwnWorkAndValueCommitTogether() {
        bench.retryFor(IllegalStateException.class).define("Orders.book", arguments -> {
            task().stepInTransaction("book", () -> {
                done.add("book " + transactions.getStatus());
                failFirst();
            });
            return task().attempt();
        });
        bench.start();

        assertThat(bench.runToEnd("Orders.book", "[]").result()).isEqualTo("2");
        assertThat(done).containsExactly("book 0", "book 0");
        assertThat(transactions.commits()).isEqualTo(1);
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_step WHERE attempt = 2"))
                .isEqualTo(1);
    }

    @Test
    void ofTheTaskTheStepIsRolledBackWithIt() {
        bench.retryFor(IllegalStateException.class).transactional(transactions).define("Orders.all", arguments -> {
            task().step("book", () -> {
                done.add("book");
            });
            assertThatThrownBy(() -> task().once("mail", () -> done.add("mail")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Step 'mail' was called inside of a transaction");
            failFirst();
            return 1;
        });
        bench.start();

        assertThat(bench.runToEnd("Orders.all", "[]").state()).isEqualTo(TaskState.SUCCESS);
        assertThat(done).containsExactly("book", "book");
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_step")).isEqualTo(1);
    }

    @Test
    void thatIsNotTheTasksTheStepCommitsWithIt() {
        bench.retryFor(IllegalStateException.class).define("Orders.own", arguments -> {
            if (task().attempt() == 1) {
                transactions.begin();
                task().step("book", () -> {
                    done.add("book");
                });
                transactions.commit();
            }
            task().step("book two", () -> 2);
            failFirst();
            return 1;
        });
        bench.start();

        assertThat(bench.runToEnd("Orders.own", "[]").state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_step WHERE attempt = 1"))
                .isEqualTo(2);
    }
}
