package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.caraway.UniqueKey;
import org.caraway.internal.store.enqueue.JdbcTaskInserts;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.jdbc.ValueTable;
import org.caraway.internal.store.jdbc.ValueTable.Column;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many tasks in one statement: the server would parse, bind and start a batch of statements row by row.
 * Thread-safe.
 */
final class PostgresInserts {

    private static final int CHUNK = 1_000;
    /** Maximum characters of a chunk's arguments and contexts: the driver copies them several times. */
    private static final long TEXT_CAP = 8_000_000;

    private static final String TIMING = "timing";
    private static final String UNIQUE = "unique";

    private static final String AFTER = "after";
    private static final String INPUT = "input";

    private final TextMaps maps = new TextMaps();
    private final List<Column<NewTask>> columns = List.of(
            Column.of("id", "uuid", NewTask::id),
            Column.of("name", "text", NewTask::name),
            Column.of("queue", "text", NewTask::queue),
            Column.of("priority", "int4", NewTask::priority),
            new Column<>("start_at", "text", TIMING, task -> text(task.startAt())),
            new Column<>("delay", "float8", TIMING, task -> Intervals.seconds(task.delay())),
            new Column<>(
                    "expires_at", "text", TIMING, task -> text(task.timing().expiresAt())),
            new Column<>("expires_in", "float8", TIMING, PostgresInserts::expiresIn),
            Column.of("task_key", "text", NewTask::key),
            new Column<>("unique_key", "text", UNIQUE, unique(UniqueKey::key)),
            new Column<>(
                    "unique_scope", "text", UNIQUE, unique(key -> key.scope().name())),
            new Column<>("unique_lock", "text", UNIQUE, unique(JdbcTaskInserts::lockOf)),
            Column.of("max_retries", "int4", NewTask::maxRetries),
            Column.of("options", "json", task -> task.options().isEmpty() ? null : maps.write(task.options())),
            new Column<>("arguments", "text", "id", NewTask::arguments),
            Column.of("headers", "jsonb", task -> maps.write(task.headers())),
            Column.of("labels", "jsonb", task -> maps.write(task.labels())),
            Column.of("root_id", "uuid", NewTask::rootId),
            Column.of("parent_id", "uuid", NewTask::parentId),
            Column.of("created_by", "text", NewTask::createdBy),
            Column.of("context", "json", NewTask::context),
            Column.of("schedule_id", "uuid", NewTask::scheduleId));
    private final List<Column<NewTask>> stepColumns = Stream.concat(
                    columns.stream(),
                    Stream.of(
                            Column.of("state", "text", step(place -> place.waiting() ? "WAITING" : "PENDING")),
                            Column.of("workflow_id", "uuid", step(StepPlace::workflowId)),
                            Column.of("step", "text", step(StepPlace::name)),
                            Column.of("group_id", "uuid", step(StepPlace::groupId)),
                            Column.of("group_index", "int4", step(StepPlace::groupIndex)),
                            new Column<>("after_id", "uuid", AFTER, after(StepPlace.After::id)),
                            new Column<>("after_when", "text", AFTER, after(after -> after.when()
                                    .name())),
                            new Column<>("slot", "int4", AFTER, after(StepPlace.After::slot)),
                            new Column<>("input_id", "uuid", INPUT, input(StepPlace.Input::id)),
                            new Column<>("input_mode", "text", INPUT, input(input -> input.mode()
                                    .name())),
                            Column.of("node", "int4", step(StepPlace::node))))
            .toList();

    private static final String INSERT = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, expires_at, task_key, unique_key,
                                        unique_scope, unique_lock, max_retries, options, arguments, headers,
                                        labels, root_id,
                                        parent_id, created_by, context, schedule_id)
            SELECT id, name, queue, priority,
                   COALESCE(start_at::timestamptz, clock_timestamp()) + delay * INTERVAL '1' SECOND,
                   COALESCE(expires_at::timestamptz, clock_timestamp() + expires_in * INTERVAL '1' SECOND),
                   task_key, unique_key, unique_scope, unique_lock, max_retries, options, arguments::json, headers,
                   labels, root_id, parent_id, created_by, context, schedule_id
              FROM (%s) AS task""";

    private static final String INSERT_STEPS = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, release_at, release_delay, expires_at,
                                        task_key, unique_key, unique_scope, unique_lock, max_retries, options,
                                        arguments, headers, labels, root_id, parent_id, created_by, context,
                                        schedule_id, state, workflow_id, step, group_id, group_index, after_id, after_when, slot,
                                        input_id, input_mode, node)
            SELECT id, name, queue, priority,
                   CASE WHEN state <> 'WAITING'
                        THEN COALESCE(start_at::timestamptz, clock_timestamp()) + delay * INTERVAL '1' SECOND END,
                   CASE WHEN state = 'WAITING' THEN start_at::timestamptz END,
                   CASE WHEN state = 'WAITING' THEN delay END,
                   COALESCE(expires_at::timestamptz, clock_timestamp() + expires_in * INTERVAL '1' SECOND),
                   task_key, unique_key, unique_scope, unique_lock, max_retries, options, arguments::json, headers,
                   labels, root_id, parent_id, created_by, context,
                   schedule_id, state, workflow_id, step, group_id, group_index, after_id, after_when, slot, input_id, input_mode,
                   node
              FROM (%s) AS task""";

    private static Function<NewTask, @Nullable Object> step(Function<StepPlace, @Nullable Object> part) {
        return task -> {
            StepPlace place = task.step();
            return place == null ? null : part.apply(place);
        };
    }

    private static Function<NewTask, @Nullable Object> after(Function<StepPlace.After, @Nullable Object> part) {
        return step(place -> {
            StepPlace.After after = place.after();
            return after == null ? null : part.apply(after);
        });
    }

    private static Function<NewTask, @Nullable Object> input(Function<StepPlace.Input, @Nullable Object> part) {
        return step(place -> {
            StepPlace.Input input = place.input();
            return input == null ? null : part.apply(input);
        });
    }

    private static @Nullable Double expiresIn(NewTask task) {
        Duration expiresIn = task.timing().expiresIn();
        return expiresIn == null ? null : Intervals.seconds(expiresIn);
    }

    private static Function<NewTask, @Nullable Object> unique(Function<UniqueKey, @Nullable Object> part) {
        return task -> {
            UniqueKey key = task.unique();
            return key == null ? null : part.apply(key);
        };
    }

    /** In PostgreSQL's format: years beyond 9999 have no sign there. */
    private static @Nullable String text(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        String text = instant.toString();
        return text.startsWith("+") ? text.substring(1) : text;
    }

    void insert(Connection connection, List<NewTask> tasks) throws SQLException {
        if (tasks.size() < PostgresCopy.LEAST || !copied(connection, tasks)) {
            insertByStatements(connection, tasks);
        }
    }

    /** All tasks or none. */
    private boolean copied(Connection connection, List<NewTask> tasks) throws SQLException {
        try {
            return tasks.stream().allMatch(PostgresCopy::takes) && new PostgresCopy(maps).insert(connection, tasks);
        } catch (LinkageError driverNotVisible) {
            return false;
        }
    }

    private void insertByStatements(Connection connection, List<NewTask> tasks) throws SQLException {
        int from = 0;
        while (from < tasks.size()) {
            int to = endOfChunk(tasks, from);
            insertChunk(connection, tasks.subList(from, to));
            from = to;
        }
    }

    static CarawayException notAll(long inserted, int wanted) {
        return new CarawayException("The tasks were not enqueued: " + inserted + " of " + wanted
                + " were inserted. This is a bug in Caraway.");
    }

    /** One task at least, however large. */
    private static int endOfChunk(List<NewTask> tasks, int from) {
        int to = from + 1;
        long length = textOf(tasks.get(from));
        while (to < tasks.size() && to - from < CHUNK && length + textOf(tasks.get(to)) <= TEXT_CAP) {
            length += textOf(tasks.get(to));
            to++;
        }
        return to;
    }

    private static long textOf(NewTask task) {
        String context = task.context();
        return (long) task.arguments().length() + (context == null ? 0 : context.length());
    }

    private void insertChunk(Connection connection, List<NewTask> tasks) throws SQLException {
        boolean steps = tasks.get(0).step() != null;
        ValueTable<NewTask> table = new ValueTable<>(steps ? stepColumns : columns, tasks);
        String statement = (steps ? INSERT_STEPS : INSERT).formatted(table.sql());
        try (PreparedStatement insert = connection.prepareStatement(statement)) {
            table.bind(connection, insert, 1);
            int inserted = insert.executeUpdate();
            if (inserted != tasks.size()) {
                throw notAll(inserted, tasks.size());
            }
        }
    }
}
