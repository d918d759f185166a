package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Inserting tasks where PostgreSQL has a way of its own. */
@PostgresOnly
class PostgresInsertTest {

    private final StoreUnderTest bench;

    PostgresInsertTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void idsThatTheDatabaseMakesAreOfVersion7AndAscend() throws SQLException {
        bench.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 100)");

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE substr(id::text, 15, 1) = '7'"
                        + " AND substr(id::text, 20, 1) IN ('8', '9', 'a', 'b')"))
                .isEqualTo(100);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE abs(extract(epoch FROM now()) * 1000"
                        + " - ('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint) < 60000"))
                .isEqualTo(100);
    }

    /** Claims begin at the instant of the task that was claimed last. */
    @Test
    void ofThousandsEachIsDueAfterTheOneBeforeItAndAtOnce() throws SQLException {
        List<NewTask> tasks = new ArrayList<>();
        for (int number = 0; number < 2_000; number++) {
            tasks.add(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                    .arguments("[" + number + "]")
                    .build());
        }

        bench.store().inserts().insert(tasks);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE run_at <= clock_timestamp()"
                        + " AND run_at >= created_at"))
                .isEqualTo(2_000);
        assertThat(bench.count("SELECT COUNT(*) FROM (SELECT (arguments ->> 0)::int AS number,"
                        + " row_number() OVER (ORDER BY run_at) AS place FROM caraway_active) AS task"
                        + " WHERE number = place - 1"))
                .isEqualTo(2_000);
        assertThat(bench.count("SELECT COUNT(DISTINCT run_at) FROM caraway_active"))
                .isEqualTo(2_000);
    }

    /** The late answer of the server must not reach the next user of a pool's connection. */
    @Test
    void aConnectionOnWhichACopyWasNotAnsweredIsCutOff() throws Exception {
        List<NewTask> tasks = Stream.generate(UUID::randomUUID)
                .limit(600)
                .map(id -> NewTask.of(id, StoreUnderTest.NAME).build())
                .toList();
        try (Connection locking = bench.database().getConnection();
                Statement lock = locking.createStatement();
                Connection connection = bench.database().getConnection()) {
            locking.setAutoCommit(false);
            lock.execute("LOCK TABLE caraway_active");
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, 300);

            assertThatThrownBy(() -> new PostgresCopy(new TextMaps()).insert(connection, tasks))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .asString()
                    .startsWith("08");
            assertThat(connection.isClosed()).isTrue();
            locking.rollback();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    /** It would be there although the caller's transaction rolls back. */
    @Test
    void nothingIsCopiedOnAConnectionThatCommitsByItself() throws SQLException {
        try (Connection connection = bench.database().getConnection()) {
            assertThat(new PostgresCopy(new TextMaps())
                            .insert(
                                    connection,
                                    List.of(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                                            .build())))
                    .isFalse();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    /** The connections of some pools cannot be unwrapped. */
    @Test
    void thousandsAreInsertedWhereThePoolKeepsTheDriverToItself() throws SQLException {
        List<NewTask> tasks = Stream.generate(UUID::randomUUID)
                .limit(1_234)
                .map(id -> NewTask.of(id, StoreUnderTest.NAME).build())
                .toList();

        JdbcStore.open(closeMouthed(bench.database()), StoreUnderTest.PATIENCE, null)
                .inserts()
                .insert(tasks);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1_234);
    }

    private static DataSource closeMouthed(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(pool, arguments);
                    return answer instanceof Connection connection ? closeMouthed(connection) : answer;
                });
    }

    private static Connection closeMouthed(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap")) {
                        throw new SQLException("It is a connection, and that is all");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
