package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.ServerBounds;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.HeldConnection;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/** SQL of PostgreSQL 13 or newer. Thread-safe. */
final class PostgresDialect implements Dialect {

    private final TextMaps maps = new TextMaps();

    private final PostgresInserts inserts = new PostgresInserts();
    private final ServerBounds bounds = new PostgresBounds();

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    public void setJson(PreparedStatement statement, int index, @Nullable String json) throws SQLException {
        statement.setObject(index, json, Types.OTHER); // the server takes the type from the column
    }

    private static final String INSERT = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, expires_at, task_key, unique_key,
                                        unique_scope, unique_lock, max_retries, options, arguments, headers,
                                        labels, root_id,
                                        parent_id, created_by, context, schedule_id)
            VALUES (?, ?, ?, ?, COALESCE(?, clock_timestamp()) + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                    COALESCE(?, clock_timestamp() + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND), ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    @Override
    public String insertion() {
        return INSERT;
    }

    @Override
    public String jsonType() {
        return "json";
    }

    @Override
    public String updated(String update, String columns) {
        return update + "\nRETURNING " + columns;
    }

    @Override
    public String clock() {
        return "clock_timestamp()";
    }

    @Override
    public boolean insertAll(Connection connection, List<NewTask> tasks) throws SQLException {
        inserts.insert(connection, tasks);
        return true;
    }

    @Override
    public String unlessTaken() {
        return " ON CONFLICT DO NOTHING";
    }

    @Override
    public ServerBounds bounds() {
        return bounds;
    }

    private static final String TAKE_WINDOW = """
            INSERT INTO caraway_unique_window (unique_key, task_id, held_until)
            VALUES (?, ?, clock_timestamp() + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)
            ON CONFLICT (unique_key) DO UPDATE
               SET task_id = EXCLUDED.task_id, held_since = EXCLUDED.held_since, held_until = EXCLUDED.held_until
             WHERE caraway_unique_window.held_until <= clock_timestamp()
                OR caraway_unique_window.held_since > clock_timestamp() + INTERVAL '5' SECOND""";

    @Override
    public boolean takeWindow(Connection connection, String key, UUID taskId, Duration span) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE_WINDOW)) {
            take.setString(1, key);
            take.setObject(2, taskId);
            take.setDouble(3, Intervals.seconds(span));
            return take.executeUpdate() == 1;
        }
    }

    static String setting(Duration patience) {
        return Math.max(1, patience.toMillis()) + "ms";
    }

    private static final String BOUND_LOCK_WAITS = """
            SELECT set_config('lock_timeout', ?, true)""";

    @Override
    public void boundLockWaits(Connection connection, Duration patience) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(BOUND_LOCK_WAITS)) {
            set.setString(1, setting(patience));
            set.execute();
        }
    }

    @Override
    public HeldConnection hold(Connections connections) {
        try {
            return connections.ifJoining(
                    "The connection of the task's transaction was not taken",
                    connection -> PostgresHeldConnection.of(connection, connections),
                    HeldConnection.NONE);
        } catch (LinkageError driverNotVisible) {
            return HeldConnection.NONE;
        }
    }

    @Override
    public String labelCondition() {
        return "labels @> CAST(? AS jsonb)";
    }

    @Override
    public String labelParameter(String name, String value) {
        return maps.write(Map.of(name, value));
    }

    private static final String INSERT_QUEUE = """
            INSERT INTO caraway_queue (queue)
            VALUES (?)
                ON CONFLICT DO NOTHING""";

    @Override
    public String queueInsertion() {
        return INSERT_QUEUE;
    }

    private static final String INSERT_DEFINITION = """
            INSERT INTO caraway_definition (name)
            VALUES (?)
                ON CONFLICT DO NOTHING""";

    @Override
    public String definitionInsertion() {
        return INSERT_DEFINITION;
    }

    private static final String UPSERT_RETENTION = """
            INSERT INTO caraway_retention (keep_seconds, counts_until)
            VALUES (?, CURRENT_TIMESTAMP + INTERVAL '7' DAY)
                ON CONFLICT (keep_seconds) DO UPDATE
               SET counts_until = EXCLUDED.counts_until""";

    @Override
    public String retentionUpsert() {
        return UPSERT_RETENTION;
    }

    private static final String UPSERT_SIGNATURE = """
            INSERT INTO caraway_signature (name, signature, counts_until)
            VALUES (?, ?, CURRENT_TIMESTAMP + INTERVAL '1' DAY)
                ON CONFLICT (name, signature) DO UPDATE
               SET counts_until = EXCLUDED.counts_until""";

    @Override
    public String signatureUpsert() {
        return UPSERT_SIGNATURE;
    }
}
