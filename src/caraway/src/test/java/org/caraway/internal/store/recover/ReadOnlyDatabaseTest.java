package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database that answers and accepts no writes, as a standby after a failover. */
@PostgresOnly
class ReadOnlyDatabaseTest {

    private final long begin = System.nanoTime();
    private final MigratedDatabase database;
    private final Store store;

    ReadOnlyDatabaseTest(MigratedDatabase database) {
        this.database = database;
        store = JdbcStore.open(database.dataSource(), Duration.ofSeconds(10), null);
        readOnly("on");
    }

    @AfterEach
    void acceptWrites() {
        try (FailingPool.Session session = FailingPool.session(database.dataSource())) {
            session.execute("SET default_transaction_read_only = off");
            session.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = off',"
                    + " current_database()); END $$");
        }
    }

    private void readOnly(String value) {
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = " + value
                + "', current_database()); END $$");
    }

    @Test
    void isUnavailable() {
        assertThat(store.availability().unavailableSince(begin)).isTrue();
    }

    @Test
    void makesTheQueueUnavailable() {
        assertThatThrownBy(() -> store.inserts()
                        .insert(List.of(
                                NewTask.of(UUID.randomUUID(), "Math.one").build())))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("SQLState 25006");
        assertThat(store.availability().unavailableSince(begin)).isTrue();
    }
}
