package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresFeedStoreTest extends FeedConformance {

    @SuppressWarnings("NullAway.Init") // by start()
    private static MigratedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = new MigratedPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    DataSource database() {
        return server.database();
    }

    @Test
    void whatIsToldIsInNoWriteAheadLog() throws SQLException {
        StoreUnderTest tasks = new StoreUnderTest(database());

        assertThat(tasks.count(
                        "SELECT COUNT(*) FROM pg_class WHERE relname = 'caraway_event' AND relpersistence = 'u'"))
                .isOne();
    }
}
