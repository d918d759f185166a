package org.caraway.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A fresh, pooled database of its own for a run; gone when closed. */
final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 16;

    private final @Nullable EmbeddedPostgres server;
    private final HikariDataSource pool;

    private Database(@Nullable EmbeddedPostgres server, String url) {
        this.server = server;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        pool = new HikariDataSource(config);
    }

    /** Opens {@code h2} (in memory) or {@code postgresql} (a real server on loopback). */
    static Database open(String kind) {
        return switch (kind) {
            case "h2" -> new Database(null, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            case "postgresql" -> postgresql();
            default -> throw new IllegalArgumentException("'" + kind + "' is no database; use h2 or postgresql");
        };
    }

    private static Database postgresql() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder().start();
            return new Database(server, server.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true");
        } catch (IOException failure) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start", failure);
        }
    }

    /** Where PostgreSQL's write-ahead log ends, in bytes since its beginning. */
    long walBytes() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL did not tell the end of its log", failure);
        }
    }

    DataSource source() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        if (server != null) {
            try {
                server.close();
            } catch (IOException failure) {
                throw new UncheckedIOException("The embedded PostgreSQL did not stop", failure);
            }
        }
    }
}
