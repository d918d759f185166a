package org.caraway.internal.store.park;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.SignalOutcome;
import org.caraway.TaskFinishedException;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.jspecify.annotations.Nullable;

/** {@link ParkedTasks} over connections. Thread-safe. */
public final class JdbcParkedTasks implements ParkedTasks {

    private static final int READS = 5;
    private static final int SIGNALS_CAP = 1_000; // rows that callers outside can make of one task

    private final Connections connections;
    private final Dialect dialect;

    /** For this database. */
    public JdbcParkedTasks(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    private static final String SIGNAL = """
            SELECT payload
              FROM caraway_signal
             WHERE task_id = ?
               AND name = ?""";

    @Override
    public Optional<StoredSignal> signal(UUID task, String name) {
        return connections.joining("The signal " + name + " of task " + task + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SIGNAL)) {
                select.setObject(1, task);
                select.setString(2, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(new StoredSignal(row.getString(1))) : Optional.empty();
                }
            }
        });
    }

    private static final String SLEPT = """
            SELECT 1
              FROM caraway_wait
             WHERE task_id = ?
               AND awaits = ?
               AND waits_until <= %s""";

    @Override
    public boolean slept(UUID task, String name) {
        return connections.joining("The sleep " + name + " of task " + task + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SLEPT.formatted(dialect.clock()))) {
                select.setObject(1, task);
                select.setString(2, Parking.sleep(name));
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private static final String NAME = """
            SELECT name
              FROM caraway_active
             WHERE id = ?""";

    @Override
    public Optional<String> nameOf(UUID task) {
        return connections.joining("Task " + task + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(NAME)) {
                select.setObject(1, task);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    private static final String HOLDER = """
            SELECT id
              FROM caraway_active
             WHERE unique_lock = ?
            UNION ALL
            SELECT task_id
              FROM caraway_unique_window
             WHERE unique_key = ?
               AND held_until > CURRENT_TIMESTAMP""";

    @Override
    public Optional<UUID> holderOf(String uniqueKey) {
        return connections.joining("The holder of the unique key was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(HOLDER)) {
                select.setString(1, uniqueKey);
                select.setString(2, uniqueKey);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public SentSignal send(UUID task, String name, String payload, @Nullable String by) {
        return connections.joining("The signal " + name + " was not sent to task " + task, connection -> {
            for (int read = 0; read < READS; read++) { // it may be requeued between two reads
                ParkedTask live = locked(connection, task);
                if (live != null) {
                    return sent(new SignalRows(connection, dialect), live, name, payload, by);
                }
                refuseFinished(connection, task, name);
            }
            throw new NoSuchTaskException(
                    "No task has the id " + task
                            + "; its enqueueing was rolled back, it is another database's, or it was deleted after its retention");
        });
    }

    private static SentSignal sent(
            SignalRows signals, ParkedTask task, String name, String payload, @Nullable String by) throws SQLException {
        if (signals.count(task.id()) >= SIGNALS_CAP) {
            throw new IllegalArgumentException("Task " + task.id() + " (" + task.name() + ") has " + SIGNALS_CAP
                    + " signals, the most that a task may have; send the one that it waits for");
        }
        if (!signals.insert(task.id(), name, payload, by)) {
            return new SentSignal(
                    signals.timedOut(task.id(), name) ? SignalOutcome.TOO_LATE : SignalOutcome.ALREADY_SENT, null);
        }
        boolean wakes = task.waitsFor(Parking.SIGNAL + name);
        if (wakes) {
            signals.wake(List.of(task.id()));
        }
        return new SentSignal(SignalOutcome.ACCEPTED, wakes ? task : null);
    }

    private static final String LOCK = """
            SELECT id, name, queue, awaits
              FROM caraway_active
             WHERE id = ?
               FOR UPDATE""";

    private static @Nullable ParkedTask locked(Connection connection, UUID task) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            select.setObject(1, task);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? ParkedTask.read(row) : null;
            }
        }
    }

    private static final String FINISHED = """
            SELECT name, state
              FROM caraway_finished
             WHERE id = ?""";

    private static void refuseFinished(Connection connection, UUID task, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FINISHED)) {
            select.setObject(1, task);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new TaskFinishedException("The signal '" + name + "' was not sent: task " + task + " ("
                            + row.getString("name") + ") has finished as " + row.getString("state")
                            + "; a retry of the task would wait for it again");
                }
            }
        }
    }

    @Override
    public List<ParkedTask> wake(int limit) {
        List<ParkedTask> woken = new ArrayList<>(
                connections.alone("Parked tasks were not woken", connection -> wakeDue(connection, limit)));
        woken.addAll(connections.alone(
                "Signals of SQL clients were not noticed",
                connection -> new UnnoticedSignals(connection, dialect).notice(limit)));
        return woken;
    }

    static final String DUE = """
            SELECT id, name, queue, awaits
              FROM caraway_active
             WHERE wake_at <= CURRENT_TIMESTAMP
               AND state = 'WAITING'
               AND revoke_mode IS NULL
             ORDER BY wake_at
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    private List<ParkedTask> wakeDue(Connection connection, int limit) throws SQLException {
        List<ParkedTask> due = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(ParkedTask.read(row));
                }
            }
        }
        SignalRows signals = new SignalRows(connection, dialect);
        List<ParkedTask> over = new ArrayList<>();
        for (ParkedTask task : due) {
            if (isOver(connection, signals, task)) {
                over.add(task);
            }
        }
        signals.wake(over.stream().map(ParkedTask::id).toList());
        return over;
    }

    /** A signal that another session is just inserting may still win: such a wait is left to the next scan. */
    private static boolean isOver(Connection connection, SignalRows signals, ParkedTask task) throws SQLException {
        String awaits = task.awaits();
        if (awaits == null || !awaits.startsWith(Parking.SIGNAL)) {
            return true;
        }
        Savepoint before = connection.setSavepoint();
        try {
            signals.insert(task.id(), awaits.substring(Parking.SIGNAL.length()), null, null);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException blocked) {
            if (!SqlFailures.lockNotAvailable(blocked)) {
                throw blocked;
            }
            connection.rollback(before);
            return false;
        }
    }
}
