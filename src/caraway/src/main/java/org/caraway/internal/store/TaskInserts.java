package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.caraway.CarawayException;
import org.caraway.UniqueKey;
import org.jspecify.annotations.Nullable;

/** Puts new tasks into the live table. Thread-safe. */
final class TaskInserts {

    private static final String PURPOSE = "The tasks were not enqueued";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Connections connections;
    private final Dialect dialect;
    private final TextMaps maps = new TextMaps();

    TaskInserts(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    void insert(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        connections.joining(PURPOSE, connection -> {
            insertAll(connection, tasks);
            return tasks.size();
        });
    }

    private void insertAll(Connection connection, List<NewTask> tasks) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(dialect.insertion())) {
            for (NewTask task : tasks) {
                bind(insert, task);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            if (counts.length != tasks.size()) {
                throw new CarawayException(PURPOSE + ": " + counts.length + " of " + tasks.size()
                        + " were inserted. This is a bug in Caraway.");
            }
        }
    }

    private void bind(PreparedStatement insert, NewTask task) throws SQLException {
        insert.setObject(1, task.id());
        insert.setString(2, task.name());
        insert.setString(3, task.queue());
        insert.setInt(4, task.priority());
        insert.setObject(5, utc(task.timing().startAt()), Types.TIMESTAMP_WITH_TIMEZONE);
        insert.setDouble(6, seconds(task.timing().delay()));
        insert.setObject(7, utc(task.timing().expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE);
        Duration expiresIn = task.timing().expiresIn();
        insert.setObject(8, expiresIn == null ? null : seconds(expiresIn), Types.DOUBLE);
        insert.setString(9, task.key());
        bindUnique(insert, task.unique());
        insert.setObject(13, task.maxRetries(), Types.INTEGER);
        dialect.setJson(insert, 14, task.options().isEmpty() ? null : maps.write(task.options()));
        dialect.setJson(insert, 15, task.arguments());
        dialect.setJson(insert, 16, maps.write(task.headers()));
        dialect.setJson(insert, 17, maps.write(task.labels()));
        insert.setObject(18, task.rootId());
        insert.setObject(19, task.parentId());
        insert.setString(20, task.createdBy());
        dialect.setJson(insert, 21, task.context());
    }

    /** The lock is what the unique index is on; a key that is taken for a span of time is held elsewhere. */
    private static void bindUnique(PreparedStatement insert, @Nullable UniqueKey unique) throws SQLException {
        insert.setString(10, unique == null ? null : unique.key());
        insert.setString(11, unique == null ? null : unique.scope().name());
        insert.setString(12, unique == null || unique.scope() == UniqueKey.Scope.WINDOW ? null : unique.key());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static double seconds(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toSeconds() + duration.toNanosPart() / NANOS_PER_SECOND;
    }
}
