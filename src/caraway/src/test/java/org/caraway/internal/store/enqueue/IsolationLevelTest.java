package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** A pool whose connections are not READ COMMITTED. */
@EachDatabase
class IsolationLevelTest {

    private final StoreUnderTest bench;

    IsolationLevelTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aChosenIdIsRefusedInATransactionThatCannotSeeWhetherItsTaskHasFinished() throws SQLException {
        NewTask chosen = NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                .idChosen(true)
                .build();
        Store joining =
                JdbcStore.open(Isolation.REPEATABLE_READ.of(bench.database()), StoreUnderTest.PATIENCE, active());

        assertThatThrownBy(() -> joining.inserts().insert(List.of(chosen)))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("the transaction's isolation level is not READ COMMITTED")
                .hasMessageEndingWith("Give the data source that level, or enqueue outside of the transaction");
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    @Test
    void transactionsOfCarawayAreReadCommittedAndTheConnectionKeepsItsLevel() throws SQLException {
        try (Connection only = bench.database().getConnection()) {
            only.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            Store store = JdbcStore.open(pool(only), StoreUnderTest.PATIENCE, null);
            NewTask chosen = NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                    .idChosen(true)
                    .build();

            store.inserts().insert(List.of(chosen));

            assertThat(only.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1);
    }

    private static TransactionSynchronizationRegistry active() {
        return (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                IsolationLevelTest.class.getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> Status.STATUS_ACTIVE);
    }

    /** Has one connection, and leaves it open. */
    private static DataSource pool(Connection only) {
        Connection kept = (Connection) Proxy.newProxyInstance(
                IsolationLevelTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("close") ? null : method.invoke(only, arguments));
        return (DataSource) Proxy.newProxyInstance(
                IsolationLevelTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> kept);
    }
}
