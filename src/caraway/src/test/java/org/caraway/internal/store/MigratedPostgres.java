package org.caraway.internal.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import javax.sql.DataSource;

/** A PostgreSQL on loopback with Caraway's tables and a week of partitions, for a class of tests. */
final class MigratedPostgres implements AutoCloseable {

    private final EmbeddedPostgres server;

    MigratedPostgres() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        new Schema(database()).migrate();
        JdbcStore.open(database(), StoreUnderTest.PATIENCE, null).partitions().make(Duration.ofDays(7));
    }

    DataSource database() {
        return server.getPostgresDatabase();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
