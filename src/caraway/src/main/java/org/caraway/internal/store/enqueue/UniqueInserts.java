package org.caraway.internal.store.enqueue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskNotUniqueException;
import org.caraway.UniqueKey;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.InsertedTask.Kind;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/**
 * Inserts tasks whose id or unique key another task may have. Confined to one call.
 *
 * <p>Each takes one statement if there is no conflict: the indexes decide, and an insert waits while another open
 * transaction has taken the same key. The holder of the key is read afterwards, by a statement of its own that sees
 * data committed meanwhile. The holder may have released the key by then: so the insert is tried again; each conflict
 * means that another transaction has made progress.
 *
 * <p>Keys are taken in their order, so that two batches cannot deadlock. A task that replaces another waits until all
 * keys are taken, with the other's row locked: a refused batch has then changed nothing but its own inserts, which are
 * deleted again, because the caller's transaction may continue.
 *
 * <p>A task with a chosen id is searched among the finished tasks after its insert, not before: a transaction that
 * finishes the task makes the insert wait, and the next statement sees its row.
 */
final class UniqueInserts {

    private static final int TRIES = 100;
    private static final Comparator<NewTask> ORDER =
            Comparator.comparing(UniqueInserts::keyOf).thenComparing(NewTask::id);

    private final Connection connection;
    private final Dialect dialect;
    private final JdbcTaskInserts inserts;
    private final List<NewTask> added = new ArrayList<>();
    private final List<Replacement> replacing = new ArrayList<>();

    UniqueInserts(Connection connection, Dialect dialect, JdbcTaskInserts inserts) {
        this.connection = connection;
        this.dialect = dialect;
        this.inserts = inserts;
    }

    private record Replacement(UUID replaced, NewTask by) {}

    private static String keyOf(NewTask task) {
        UniqueKey unique = task.unique();
        return unique == null ? "" : unique.key();
    }

    /**
     * The tasks that stand for these, in their order.
     *
     * @throws TaskNotUniqueException if one is refused; then none of the others is inserted
     */
    List<InsertedTask> insert(List<NewTask> tasks) throws SQLException {
        if (tasks.stream().anyMatch(NewTask::idChosen)) {
            requireReadCommitted();
        }
        @Nullable InsertedTask[] standing = new InsertedTask[tasks.size()];
        List<Integer> order = IntStream.range(0, tasks.size())
                .boxed()
                .sorted(Comparator.comparing(tasks::get, ORDER))
                .toList();
        try {
            for (int i : order) {
                standing[i] = standing(tasks.get(i));
            }
        } catch (TaskNotUniqueException refused) {
            takeBack();
            throw refused;
        }
        for (Replacement replacement : replacing) {
            inserts.replace(connection, replacement.replaced(), replacement.by());
        }
        return Stream.of(standing).map(Objects::requireNonNull).toList();
    }

    /** Where the transaction has one snapshot, a task that has finished since would be enqueued once more. */
    private void requireReadCommitted() throws SQLException {
        int level = connection.getTransactionIsolation();
        if (level != Connection.TRANSACTION_READ_COMMITTED && level != Connection.TRANSACTION_READ_UNCOMMITTED) {
            throw new CarawayException(
                    "A task with a chosen id was not enqueued: the transaction's isolation level is not"
                            + " READ COMMITTED, so it cannot see whether the task has finished meanwhile. Give the data source"
                            + " that level, or enqueue outside of the transaction");
        }
    }

    private InsertedTask standing(NewTask task) throws SQLException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<InsertedTask> found = tried(task);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new QueueUnavailableException("Task '" + task.name() + "' was not enqueued: its id " + task.id()
                + " or unique key '" + keyOf(task) + "' was taken and released again " + TRIES
                + " times meanwhile; enqueue it once more");
    }

    /** Empty if the conflicting task is gone. */
    private Optional<InsertedTask> tried(NewTask task) throws SQLException {
        UniqueKey unique = task.unique();
        Duration window = unique == null ? null : unique.window();
        if (unique != null && window != null) {
            if (task.idChosen() && exists(task.id())) {
                return Optional.of(existing(task.id()));
            }
            if (!dialect.takeWindow(connection, unique.key(), task.id(), window)) {
                return windowHolder(unique).map(holder -> answer(task, unique, holder));
            }
        }
        if (inserts.insertUnlessTaken(connection, task)) {
            return Optional.of(task.idChosen() && isFinished(task.id()) ? withdrawn(task) : added(task));
        }
        if (task.idChosen() && exists(task.id())) {
            giveWindowUp(task);
            return Optional.of(existing(task.id()));
        }
        return unique == null ? Optional.empty() : holder(unique).map(holder -> answer(task, unique, holder));
    }

    private InsertedTask added(NewTask task) {
        added.add(task);
        return InsertedTask.added(task);
    }

    private static InsertedTask existing(UUID id) {
        return new InsertedTask(id, Kind.EXISTING);
    }

    private InsertedTask withdrawn(NewTask task) throws SQLException {
        remove(task);
        giveWindowUp(task);
        return existing(task.id());
    }

    private InsertedTask answer(NewTask task, UniqueKey unique, Holder holder) {
        return switch (unique.conflict()) {
            case EXISTING -> existingOf(task, holder);
            case REFUSE -> throw refused(task, holder, "ask for another answer than REFUSE to get its handle");
            case REPLACE -> replacedBy(task, holder);
        };
    }

    /** Its handle would read the result of another task as that of this one. */
    private static InsertedTask existingOf(NewTask task, Holder holder) {
        if (holder.name() != null && !task.name().equals(holder.name())) {
            throw refused(
                    task,
                    holder,
                    "it is another task, whose handle cannot stand for this; use a key for each task name");
        }
        return existing(holder.id());
    }

    private InsertedTask replacedBy(NewTask task, Holder holder) {
        if (!holder.waits()) {
            throw refused(task, holder, "it has begun and cannot be replaced");
        }
        if (!task.name().equals(holder.name())) {
            throw refused(task, holder, "it is another task and cannot be replaced; use a key for each task name");
        }
        replacing.add(new Replacement(holder.id(), task));
        return new InsertedTask(holder.id(), Kind.REPLACED);
    }

    private static TaskNotUniqueException refused(NewTask task, Holder holder, String fix) {
        String name = holder.name();
        return new TaskNotUniqueException(
                "Task '" + task.name() + "' was not enqueued: task " + holder.id()
                        + (name == null ? "" : " (" + name + ")") + " has the unique key '" + keyOf(task) + "'; " + fix,
                holder.id());
    }

    /** The task that has a key; without a name if it is no longer in the live table. */
    private record Holder(UUID id, @Nullable String name, boolean waits) {}

    private static final String HOLDER = """
            SELECT id, name, state = 'PENDING' AND attempt = 0 AS waits
              FROM caraway_active
             WHERE unique_lock = ?""";

    private static final String LOCK_HOLDER = """
            SELECT id, name, state = 'PENDING' AND attempt = 0 AS waits
              FROM caraway_active
             WHERE unique_lock = ?
               AND state = 'PENDING'
               FOR UPDATE""";

    /**
     * With REPLACE, a waiting task is locked; a running task is not, because its completion would wait for this
     * transaction. A task that was claimed during the wait for its lock is read again.
     */
    private Optional<Holder> holder(UniqueKey unique) throws SQLException {
        Optional<Holder> holder = selected(HOLDER, unique.key());
        return unique.conflict() == UniqueKey.Conflict.REPLACE
                        && holder.isPresent()
                        && holder.get().waits()
                ? selected(LOCK_HOLDER, unique.key())
                : holder;
    }

    private static final String WINDOW_HOLDER = """
            SELECT held.task_id AS id, task.name, COALESCE(task.state = 'PENDING' AND task.attempt = 0, FALSE) AS waits
              FROM caraway_unique_window AS held
              LEFT JOIN caraway_active AS task ON task.id = held.task_id
             WHERE held.unique_key = ?""";

    private static final String LOCK = """
            SELECT id, name, state = 'PENDING' AND attempt = 0 AS waits
              FROM caraway_active
             WHERE id = ?
               FOR UPDATE""";

    /**
     * With REPLACE, a waiting task is locked: if it was claimed meanwhile, the claim has committed, and the task is
     * read again.
     */
    private Optional<Holder> windowHolder(UniqueKey unique) throws SQLException {
        Optional<Holder> holder = selected(WINDOW_HOLDER, unique.key());
        return unique.conflict() == UniqueKey.Conflict.REPLACE
                        && holder.isPresent()
                        && holder.get().waits()
                ? selected(LOCK, holder.get().id())
                : holder;
    }

    private Optional<Holder> selected(String statement, Object parameter) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement)) {
            select.setObject(1, parameter);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Holder(
                                row.getObject("id", UUID.class), row.getString("name"), row.getBoolean("waits")))
                        : Optional.empty();
            }
        }
    }

    private static final String LIVE = """
            SELECT id
              FROM caraway_active
             WHERE id = ?""";

    private boolean exists(UUID id) throws SQLException {
        return has(LIVE, id) || isFinished(id);
    }

    private static final String FINISHED = """
            SELECT id
              FROM caraway_finished
             WHERE id = ?""";

    private boolean isFinished(UUID id) throws SQLException {
        return has(FINISHED, id);
    }

    private boolean has(String statement, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private void takeBack() throws SQLException {
        for (NewTask task : added) {
            withdrawn(task);
        }
    }

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ?""";

    /** Deletes a row that this transaction has inserted: no other transaction has seen it. */
    private void remove(NewTask task) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
            delete.setObject(1, task.id());
            delete.executeUpdate();
        }
    }

    private static final String GIVE_WINDOW_UP = """
            DELETE FROM caraway_unique_window
             WHERE unique_key = ?
               AND task_id = ?""";

    private void giveWindowUp(NewTask task) throws SQLException {
        UniqueKey unique = task.unique();
        if (unique == null || unique.window() == null) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(GIVE_WINDOW_UP)) {
            delete.setString(1, unique.key());
            delete.setObject(2, task.id());
            delete.executeUpdate();
        }
    }
}
