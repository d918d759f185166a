package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.TaskState;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transaction that is left open before the method is called. */
class TransactionBeforeMethodTest {

    private final ThreadTransactions transactions = new ThreadTransactions();
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    /** Or its writes would be rolled back with what the observer left, though it has succeeded. */
    @Test
    void thatAnObserverLeavesIsNotTheMethods() {
        AtomicBoolean joined = new AtomicBoolean();
        bench.observers(new TaskObserver() {
            @Override
            public AttemptStep attempt(TaskFacts facts) {
                return new AttemptStep() {
                    @Override
                    public void started() {
                        transactions.begin();
                    }
                };
            }
        });
        bench.transactions(transactions).define("Orders.look", arguments -> {
            joined.set(transactions.getStatus() != Status.STATUS_NO_TRANSACTION);
            return 1;
        });
        bench.start();

        assertThat(bench.runToEnd("Orders.look", "[]").state()).isEqualTo(TaskState.SUCCESS);

        assertThat(joined).isFalse();
        assertThat(transactions.journal()).containsExactly("begin", "rollback");
    }
}
