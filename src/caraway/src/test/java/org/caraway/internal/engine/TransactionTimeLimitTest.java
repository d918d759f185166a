package org.caraway.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.registry.TaskInvoker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transaction that the server marks for rollback while the method runs, as its time limit does. */
class TransactionTimeLimitTest {

    private static final String FIX = "the server's own time limit for transactions has passed: raise it above the"
            + " task's timeLimit (Payara: transaction-service.timeout-in-seconds;";

    private final ThreadTransactions transactions = new ThreadTransactions();
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void namesTheSettingWhenTheMethodReturns() {
        TaskError error = errorOf(arguments -> {
            transactions.setRollbackOnly();
            return 1;
        });

        assertThat(error.message())
                .startsWith(
                        "The transaction of the task was marked for rollback before its method returned. It had run")
                .contains(FIX);
    }

    @Test
    void namesTheSettingWhenTheMethodGetsNoConnectionAnyMore() {
        TaskError error = errorOf(arguments -> {
            transactions.setRollbackOnly();
            throw new SQLException("Error in allocating a connection");
        });

        assertThat(error.type()).isEqualTo(SQLException.class.getName());
        assertThat(error.message())
                .startsWith("Error in allocating a connection. It had run")
                .contains(FIX);
    }

    /** The interceptor of a transactional method marks it after each unchecked exception. */
    @Test
    void isNotMentionedForAFailureOfTheMethod() {
        TaskError error = errorOf(arguments -> {
            transactions.setRollbackOnly();
            throw new IOException("no route to host");
        });

        assertThat(error.message()).isEqualTo("no route to host");
    }

    private TaskError errorOf(TaskInvoker method) {
        bench.maxRetries(0).transactional(transactions).define("Orders.count", method);
        bench.start();

        TaskView task = bench.runToEnd("Orders.count", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.attempt()).isEqualTo(1);
        return requireNonNull(task.error());
    }
}
