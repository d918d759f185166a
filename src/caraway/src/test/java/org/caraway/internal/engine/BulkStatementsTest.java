package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.Test;

/** What is sent to the database for many tasks of one call. */
@EachDatabase
class BulkStatementsTest {

    private final MigratedDatabase database;

    BulkStatementsTest(MigratedDatabase database) {
        this.database = database;
    }

    @Test
    void thousandsOfTasksTakeAsManyStatementsAsTen() throws SQLException {
        try (CountedConnections connections = new CountedConnections(database.dataSource())) {
            Store store = JdbcStore.open(connections.dataSource(), Duration.ofMinutes(1), null);
            insert(store, 10); // what is asked once is asked now

            long begun = connections.statements();
            insert(store, 10);
            long few = connections.statements() - begun;
            insert(store, 5_000);

            assertThat(connections.statements() - begun - few).isBetween(1L, few);
        }
    }

    private static void insert(Store store, int count) {
        assertThat(store.inserts()
                        .insert(Stream.generate(() -> NewTask.of(UUID.randomUUID(), "Mail.send")
                                        .build())
                                .limit(count)
                                .toList()))
                .hasSize(count);
    }
}
