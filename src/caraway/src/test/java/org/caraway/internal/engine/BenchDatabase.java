package org.caraway.internal.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.Schema;
import org.h2.jdbcx.JdbcDataSource;

/** The database of a {@link Bench}, in memory and gone with it, and what tests do to it behind Caraway's back. */
public final class BenchDatabase implements AutoCloseable {

    private final JdbcDataSource dataSource = new JdbcDataSource();

    public BenchDatabase() {
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new Schema(dataSource).migrate();
    }

    public DataSource dataSource() {
        return dataSource;
    }

    void execute(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    long number(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Locks the task's row until what is returned is closed. */
    Connection lock(UUID id) throws SQLException {
        Connection session = dataSource.getConnection();
        session.setAutoCommit(false);
        session.createStatement().execute("SELECT id FROM caraway_active WHERE id = '" + id + "' FOR UPDATE");
        return session;
    }

    /** A task that a worker named gone runs, and that was delivered so often before. */
    void leftBehind(UUID id, int deliveries) {
        execute("INSERT INTO caraway_active (id, name, state, worker_id, attempt, deliveries, started_at)"
                + " VALUES ('" + id + "', 'Math.one', 'STARTED', 'gone', 1, " + deliveries + ", CURRENT_TIMESTAMP)");
    }

    /** Lets them be found: their worker had a lease that is over. */
    void loseWorkerOfThose() {
        execute("INSERT INTO caraway_worker (id, host, started_at, lease_until)"
                + " VALUES ('gone', 'nowhere', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP - INTERVAL '1' MINUTE)");
    }

    @Override
    public void close() {
        execute("SHUTDOWN");
    }
}
