package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.Test;

@EachDatabase
class DatabaseAvailabilityTest {

    private final long begin = System.nanoTime();
    private final FailingPool pool;
    private final Store store;

    DatabaseAvailabilityTest(MigratedDatabase database) {
        pool = new FailingPool(database.dataSource());
        store = JdbcStore.open(pool.dataSource(), Duration.ofSeconds(10), null);
    }

    @Test
    void aDatabaseThatWorksIsAvailable() {
        assertThat(store.availability().unavailableSince(begin)).isFalse();
    }

    @Test
    void aPoolThatHasNoConnectionIsUnavailable() {
        pool.failWith(new SQLException("Error in allocating a connection"));

        assertThat(store.availability().unavailableSince(begin)).isTrue();
    }

    @Test
    void aStatementThatFailedMeanwhileIsRemembered() {
        pool.failWith(new SQLException("the database system is starting up", "57P03"));
        assertThatThrownBy(() -> store.reads().find(UUID.randomUUID())).isInstanceOf(QueueUnavailableException.class);
        pool.failWith(null);

        assertThat(store.availability().unavailableSince(begin)).isTrue();
        assertThat(store.availability().unavailableSince(System.nanoTime())).isFalse();
    }
}
