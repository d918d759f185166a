package org.caraway.internal.store.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.jdbc.UncachedStatements;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.caraway.test.TestDatabase;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits between the start of a read and its access to the table, on a session that is used again. */
public class H2UncachedReadsTest {

    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

    private MigratedDatabase fresh;
    private Connection session;
    private Connection otherSession;
    private DataSource pool;
    private StoreUnderTest others;
    private Store store;

    @BeforeEach
    void open() throws SQLException {
        fresh = TestDatabase.H2.open(); // each test has triggers of its own
        DataSource database = fresh.dataSource();
        others = new StoreUnderTest(database);
        session = database.getConnection();
        otherSession = database.getConnection();
        pool = pool(session);
        store = JdbcStore.open(pool, StoreUnderTest.PATIENCE, null);
    }

    @AfterEach
    void close() throws SQLException {
        MEANWHILE.set(null);
        session.close();
        otherSession.close();
        fresh.close();
    }

    /**
     * As an application server's: unlike that of H2 itself, it rolls nothing back, which makes H2 forget its
     * statements.
     */
    private static DataSource pool(Connection session) {
        ClassLoader loader = H2UncachedReadsTest.class.getClassLoader();
        Object unclosed =
                Proxy.newProxyInstance(loader, new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(session, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> unclosed);
    }

    /** H2 wants it to be public. */
    public static class OnRead implements Trigger {

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) {
            Runnable meanwhile = MEANWHILE.getAndSet(null);
            if (meanwhile != null) {
                meanwhile.run();
            }
        }
    }

    /** The work is done once, when the table is read the next time. */
    private void whenRead(String table, Runnable meanwhile) throws SQLException {
        others.execute("CREATE TRIGGER on_read BEFORE SELECT ON " + table + " CALL '" + OnRead.class.getName() + "'");
        MEANWHILE.set(meanwhile);
    }

    private void succeed(ClaimedTask task) {
        others.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, new Transition.Succeed("1"), null)))
                .lost();
    }

    @Test
    void aTaskThatFinishesDuringAReadIsFoundByTheNext() throws SQLException {
        ClaimedTask task = others.started();
        whenRead("caraway_finished", () -> succeed(task));

        assertThat(store.reads().find(task.id())).map(TaskView::state).hasValue(TaskState.STARTED);
        assertThat(MEANWHILE).hasNullValue();
        assertThat(store.reads().find(task.id())).map(TaskView::state).hasValue(TaskState.SUCCESS);
    }

    @Test
    void aCompletionDuringAReadIsFoundByTheNext() throws SQLException {
        ClaimedTask task = others.started();
        whenRead("caraway_finished", () -> succeed(task));

        assertThat(store.reads().finished(Set.of(task.id()))).isEmpty();
        assertThat(MEANWHILE).hasNullValue();
        assertThat(store.reads().finished(Set.of(task.id()))).containsExactly(task.id());
    }

    @Test
    void partOfAStatementIsReadAnewEachTime() throws SQLException {
        others.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('" + StoreUnderTest.QUEUE + "', FALSE)");
        whenRead("caraway_queue", this::pause);

        try (Connection connection = UncachedStatements.on(pool).getConnection()) {
            assertThat(anyQueueIsPaused(connection)).isFalse();
            assertThat(MEANWHILE).hasNullValue();
            assertThat(anyQueueIsPaused(connection)).isTrue();
        }
    }

    private static boolean anyQueueIsPaused(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT EXISTS (SELECT 1 FROM caraway_queue WHERE paused)");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** In a session that is there already: H2 forgets statements when one begins. */
    private void pause() {
        try (Statement update = otherSession.createStatement()) {
            update.execute("UPDATE caraway_queue SET paused = TRUE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failuresAreThoseOfTheDatabase() throws SQLException {
        try (Connection connection = UncachedStatements.on(pool).getConnection()) {
            assertThatThrownBy(() -> connection.prepareStatement("SELECT nothing"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("NOTHING");
        }
    }
}
