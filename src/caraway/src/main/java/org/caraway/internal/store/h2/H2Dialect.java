package org.caraway.internal.store.h2;

import static java.lang.System.Logger.Level.DEBUG;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.ServerBounds;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.jdbc.UncachedStatements;
import org.caraway.internal.store.model.HeldConnection;
import org.jspecify.annotations.Nullable;

/** SQL of H2 2.2.220 or newer. Thread-safe. */
final class H2Dialect implements Dialect {

    private static final System.Logger LOG = System.getLogger(H2Dialect.class.getName());

    private final TextMaps maps = new TextMaps();
    private final ServerBounds bounds = new H2Bounds();

    @Override
    public DataSource reading(DataSource dataSource) {
        return UncachedStatements.on(dataSource);
    }

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    public void setJson(PreparedStatement statement, int index, @Nullable String json) throws SQLException {
        statement.setString(index, json);
    }

    /** H2's only clock stands still within a transaction. */
    private static final String INSERT = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, expires_at, task_key, unique_key,
                                        unique_scope, unique_lock, max_retries, options, arguments, headers,
                                        labels, root_id,
                                        parent_id, created_by, context, schedule_id)
            VALUES (?, ?, ?, ?, COALESCE(?, CURRENT_TIMESTAMP) + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                    COALESCE(?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND), ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    @Override
    public String insertion() {
        return INSERT;
    }

    @Override
    public String jsonType() {
        return "clob";
    }

    @Override
    public String updated(String update, String columns) {
        return "SELECT " + columns + "\nFROM FINAL TABLE (" + update + ")";
    }

    @Override
    public String clock() {
        return "CURRENT_TIMESTAMP";
    }

    /** A failed statement does not abort H2's transaction. */
    @Override
    public String unlessTaken() {
        return "";
    }

    @Override
    public ServerBounds bounds() {
        return bounds;
    }

    private static final String TAKE_OVER_WINDOW = """
            UPDATE caraway_unique_window
               SET task_id = ?, held_since = CURRENT_TIMESTAMP,
                   held_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             WHERE unique_key = ?
               AND (held_until <= CURRENT_TIMESTAMP OR held_since > CURRENT_TIMESTAMP + INTERVAL '5' SECOND)""";

    private static final String TAKE_WINDOW = """
            INSERT INTO caraway_unique_window (task_id, held_until, unique_key)
            VALUES (?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND, ?)""";

    @Override
    public boolean takeWindow(Connection connection, String key, UUID taskId, Duration span) throws SQLException {
        try {
            return takeWindow(connection, TAKE_OVER_WINDOW, key, taskId, span)
                    || takeWindow(connection, TAKE_WINDOW, key, taskId, span);
        } catch (SQLException failure) {
            if (SqlFailures.duplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean takeWindow(Connection connection, String statement, String key, UUID taskId, Duration span)
            throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(statement)) {
            take.setObject(1, taskId);
            take.setDouble(2, Intervals.seconds(span));
            take.setString(3, key);
            return take.executeUpdate() == 1;
        }
    }

    private static final String CHECKPOINT = """
            CHECKPOINT SYNC""";

    /** H2 writes commits half a second later; with {@code DB_CLOSE_ON_EXIT=FALSE} the process may end before. */
    @Override
    public void flush(Connection connection) {
        try (PreparedStatement checkpoint = connection.prepareStatement(CHECKPOINT)) {
            checkpoint.execute();
        } catch (SQLException refused) {
            LOG.log(
                    DEBUG,
                    "H2 did not write its file; only an administrator of the database may ask for that",
                    refused);
        }
    }

    /** {@link #bounds} has bounded them: a setting of the session, which would outlive the transaction. */
    @Override
    public void boundLockWaits(Connection connection, Duration patience) {}

    /** On H2, another thread needs the rights of an administrator to cancel a statement. */
    @Override
    public HeldConnection hold(Connections connections) {
        return HeldConnection.NONE;
    }

    /**
     * H2 cannot query inside a JSON text: the condition searches for the pair as it is written, with or without blanks.
     */
    @Override
    public String labelCondition() {
        return "REGEXP_LIKE(labels, ?)";
    }

    /** A quote within a name or value is escaped by a backslash, both in the text and in the search pattern. */
    @Override
    public String labelParameter(String name, String value) {
        return "(?<!\\\\)" + Pattern.quote(maps.quoted(name)) + "\\s*:\\s*" + Pattern.quote(maps.quoted(value));
    }

    private static final String INSERT_QUEUE = """
            MERGE INTO caraway_queue (queue)
              KEY (queue)
            VALUES (?)""";

    @Override
    public String queueInsertion() {
        return INSERT_QUEUE;
    }

    private static final String INSERT_DEFINITION = """
            MERGE INTO caraway_definition (name)
              KEY (name)
            VALUES (?)""";

    @Override
    public String definitionInsertion() {
        return INSERT_DEFINITION;
    }

    private static final String UPSERT_RETENTION = """
            MERGE INTO caraway_retention (keep_seconds, counts_until)
              KEY (keep_seconds)
            VALUES (?, CURRENT_TIMESTAMP + INTERVAL '7' DAY)""";

    @Override
    public String retentionUpsert() {
        return UPSERT_RETENTION;
    }

    private static final String UPSERT_SIGNATURE = """
            MERGE INTO caraway_signature (name, signature, counts_until)
              KEY (name, signature)
            VALUES (?, ?, CURRENT_TIMESTAMP + INTERVAL '1' DAY)""";

    @Override
    public String signatureUpsert() {
        return UPSERT_SIGNATURE;
    }
}
