package org.caraway.benchmark.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A database of one run, with a connection pool; deleted when closed. Thread-safe. */
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 48;
    private static final long FLUSH_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FLUSH_TRIES = 500;
    private static final String WRITES =
            "CREATE TABLE benchmark_write (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " note varchar(500) NOT NULL)";

    private final HikariDataSource pool;
    private final boolean postgresql;
    private final Runnable drop;

    private Database(HikariDataSource pool, boolean postgresql, Runnable drop) {
        this.pool = pool;
        this.postgresql = postgresql;
        this.drop = drop;
    }

    /** Opens it, with the table that tasks write to if it is new. */
    static Database connected(String url, Runnable drop) {
        Database database = new Database(pool(url), url.startsWith("jdbc:postgresql:"), drop);
        database.execute(WRITES);
        if (database.postgresql) {
            database.execute("CREATE EXTENSION pg_walinspect");
        }
        return database;
    }

    /** A pool of connections like everybody's. */
    public static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        return new HikariDataSource(config);
    }

    public DataSource source() {
        return pool;
    }

    /** For another process. */
    public String url() {
        return pool.getJdbcUrl();
    }

    /** Executes a statement. */
    public void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("The database refused: " + sql, failure);
        }
    }

    /** The only number that a query gives. */
    public long number(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException("The database refused: " + sql, failure);
        }
    }

    /** After loading: what the load has left to do must not be done while measuring. */
    public void settle() {
        if (postgresql) {
            execute("VACUUM ANALYZE");
            execute("CHECKPOINT");
        }
    }

    /** Where PostgreSQL's write-ahead log ends; empty on other databases. */
    public Optional<String> logPosition() {
        return postgresql ? Optional.of(text("SELECT pg_current_wal_insert_lsn()")) : Optional.empty();
    }

    /** The only text that a query gives. */
    public String text(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException("The database refused: " + sql, failure);
        }
    }

    /**
     * What was written to the log of all databases of this server from one position to another; nobody but the run
     * writes.
     *
     * @param bytes all of it
     * @param imageBytes images of whole pages that are first changed after a checkpoint; all but these depends only on
     *     the work
     */
    public record Log(long bytes, long imageBytes) {}

    private static final String LOG_BYTES = "SELECT pg_wal_lsn_diff(?::pg_lsn, ?::pg_lsn)";

    private static final String LOG_IMAGES = """
            SELECT COALESCE(SUM(fpi_size), 0)
              FROM pg_get_wal_stats(?::pg_lsn, ?::pg_lsn, false)""";

    /** Reads what was written from one position to another. */
    public Log log(String from, String to) {
        awaitFlushed(to);
        try (Connection connection = pool.getConnection();
                PreparedStatement bytes = connection.prepareStatement(LOG_BYTES);
                PreparedStatement images = connection.prepareStatement(LOG_IMAGES)) {
            bytes.setString(1, to);
            bytes.setString(2, from);
            images.setString(1, from);
            images.setString(2, to);
            return new Log(number(bytes), number(images));
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL did not return the content of its log", failure);
        }
    }

    private static long number(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What is not flushed cannot be read. */
    private void awaitFlushed(String position) {
        String flushed = "SELECT CASE WHEN pg_current_wal_flush_lsn() >= '" + position + "'::pg_lsn THEN 1 ELSE 0 END";
        for (int tries = 0; tries < FLUSH_TRIES && number(flushed) == 0; tries++) {
            LockSupport.parkNanos(FLUSH_PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        pool.close();
        drop.run();
    }
}
