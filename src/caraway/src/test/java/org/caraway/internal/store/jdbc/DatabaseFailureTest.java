package org.caraway.internal.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import javax.transaction.xa.XAException;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "25006", "53000", "53100", "53200", "53300", "57P01", "57P02", "57P03", "58000",
                "58030", "90020", "90028", "90067", "90097", "90098", "90121"
            })
    void aDatabaseThatCannotWorkNowIsUnavailable(String state) {
        SQLException failure = new SQLException("not now", state);

        assertThat(DatabaseFailure.in(new IllegalStateException(failure))).isEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.ofOwn(failure)).isEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(SqlFailures.translated("It failed", failure)).isInstanceOf(QueueUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "HYT00"})
    void aTransactionThatWasBrokenOffIsAConflict(String state) {
        assertThat(DatabaseFailure.in(new SQLException("deadlock", state))).isEqualTo(DatabaseFailure.CONFLICT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505", "21000", "0A000", "54000", "P0001", "42601"})
    void wrongDataIsRefused(String state) {
        SQLException failure = new SQLException("wrong", state);

        assertThat(DatabaseFailure.in(failure)).isEqualTo(DatabaseFailure.REFUSED);
        assertThat(SqlFailures.translated("It failed", failure)).isExactlyInstanceOf(CarawayException.class);
    }

    /** An application's own mistake, but for Caraway's correct statements a wrong GRANT, search path or migration. */
    @ParameterizedTest
    @ValueSource(strings = {"42501", "42P01", "3F000", "42703", "42883", "42S02", "90096"})
    void aWrongSetupIsUnavailableForOwnStatementsOnly(String state) {
        SQLException failure = new SQLException("permission denied for table caraway_active", state);

        assertThat(DatabaseFailure.in(failure)).isNotEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.ofOwn(failure)).isEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(SqlFailures.translated("It failed", failure))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessage("It failed: the database lacks what Caraway needs; check privileges, search path and"
                        + " migration (SQLState " + state + "): permission denied for table caraway_active");
    }

    @Nested
    class APool {

        @Test
        void thatReportsNoStateIsUnavailable() {
            SQLException failure = new SQLException("Error in allocating a connection. Cause: In-use connections equal"
                    + " max-pool-size and expired max-wait-time. Cannot allocate more connections.");

            assertThat(DatabaseFailure.in(new RuntimeException(failure))).isEqualTo(DatabaseFailure.UNAVAILABLE);
        }

        @Test
        void thatWrapsTheDriversExceptionHasItsState() {
            SQLException failure = new SQLException("wrapped", new SQLException("wrong value", "22001"));

            assertThat(DatabaseFailure.in(failure)).isEqualTo(DatabaseFailure.REFUSED);
        }

        @Test
        void thatThrowsExceptionsOfTheConnectorArchitectureIsUnavailable() {
            assertThat(DatabaseFailure.ofPool("jakarta.resource.ResourceException"))
                    .isTrue();
            assertThat(DatabaseFailure.ofPool("com.sun.appserv.connectors.internal.api.PoolingException"))
                    .isTrue();
            assertThat(DatabaseFailure.ofPool("java.lang.IllegalStateException"))
                    .isFalse();
        }
    }

    @Test
    void typesOfJdbcCountWithoutAState() {
        assertThat(DatabaseFailure.in(new SQLTransientConnectionException("time-out")))
                .isEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.in(new SQLRecoverableException("closed", "99999")))
                .isEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.in(new SQLTransactionRollbackException("deadlock")))
                .isEqualTo(DatabaseFailure.CONFLICT);
        assertThat(DatabaseFailure.in(new SQLIntegrityConstraintViolationException("taken", "99999")))
                .isEqualTo(DatabaseFailure.REFUSED);
    }

    @Test
    void aBatchHasTheStateOfItsStatement() {
        BatchUpdateException batch = new BatchUpdateException("batch", "08006", new int[0]);
        batch.setNextException(new SQLException("taken", "23505"));

        assertThat(DatabaseFailure.in(batch)).isEqualTo(DatabaseFailure.REFUSED);
    }

    @Test
    void aCommitThatTheResourceDidNotAnswerIsUnavailable() {
        assertThat(DatabaseFailure.in(new IllegalStateException(new XAException(XAException.XAER_RMFAIL))))
                .isEqualTo(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.in(new XAException(XAException.XA_RBDEADLOCK)))
                .isEqualTo(DatabaseFailure.CONFLICT);
    }

    @Test
    void aQueueThatIsUnavailableIsSoWhateverTheState() {
        SQLException setup = new SQLException("no such table", "42P01");

        assertThat(DatabaseFailure.in(SqlFailures.translated("It failed", setup)))
                .isEqualTo(DatabaseFailure.UNAVAILABLE);
    }

    @Test
    void whatIsNotOfADatabaseIsNothing() {
        assertThat(DatabaseFailure.in(new IOException("disk full"))).isNull();
        assertThat(DatabaseFailure.in(new SQLException("cancelled", "57014"))).isNull();
    }

    @Test
    void anExceptionThatThrowsWhenItsCauseIsReadIsNothing() {
        assertThat(DatabaseFailure.in(new Hostile())).isNull();
    }

    private static final class Hostile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("hostile");
        }
    }
}
