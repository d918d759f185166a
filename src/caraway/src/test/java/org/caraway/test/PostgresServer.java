package org.caraway.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;

/**
 * The one PostgreSQL server of this JVM, on loopback. It starts with the first test class that needs it and stops with
 * the JVM. A database of a test class is a copy of one that is migrated once and has a week of partitions. Thread-safe.
 */
final class PostgresServer {

    private static final String SUPERUSER = "postgres";
    private static final String TEMPLATE = "migrated";

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "off") // its data need not survive a crash
                    .setServerConfig("autovacuum", "off") // no background process locks tables or moves statistics
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("PostgreSQL for tests did not start", failure);
        }
        execute("CREATE DATABASE " + TEMPLATE);
        DataSource template = database(SUPERUSER, TEMPLATE);
        new Schema(template).migrate();
        JdbcStore.open(template, StoreUnderTest.PATIENCE, null).partitions().make(Duration.ofDays(7));
    }

    /** Starts it at the first call. */
    static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** Creates a migrated database and returns its name. */
    String create() {
        String name = "test_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return name;
    }

    void drop(String name) {
        execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    /** The database as this user sees it, or as the superuser does without one. */
    DataSource database(String user, String name) {
        return server.getDatabase(user.isEmpty() ? SUPERUSER : user, name);
    }

    private void execute(String sql) {
        MigratedDatabase.execute(server.getPostgresDatabase(), sql);
    }

    private static final class Shared {

        private static final PostgresServer SERVER = new PostgresServer();
    }
}
