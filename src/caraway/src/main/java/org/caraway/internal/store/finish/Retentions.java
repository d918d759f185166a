package org.caraway.internal.store.finish;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.TextMaps;
import org.jspecify.annotations.Nullable;

/** Retentions, other than the configured one, of tasks that finish without a worker. Immutable. */
public final class Retentions {

    private static final double LONGEST_SECONDS = 36_500.0 * 24 * 60 * 60;

    private final Map<String, Duration> byName;
    private final TextMaps maps = new TextMaps();

    /** With the retentions of the definitions, by their names. */
    public Retentions(Map<String, Duration> byName) {
        this.byName = Map.copyOf(byName);
    }

    private static final String CANDIDATES = """
            SELECT id, name, options
              FROM caraway_active
             WHERE id = ANY (?)
               AND (options IS NOT NULL OR name = ANY (?))""";

    /** The retentions of those of these live tasks that have one of their own, by id. */
    public Map<UUID, Duration> of(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, Duration> own = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(CANDIDATES)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            select.setArray(
                    2, connection.createArrayOf("VARCHAR", byName.keySet().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    @Nullable Duration retention = of(row.getString("name"), row.getString("options"));
                    if (retention != null) {
                        own.put(row.getObject("id", UUID.class), retention);
                    }
                }
            }
        }
        return own;
    }

    /**
     * The retention of a task of this name with these options; unreadable options, written by a SQL client, must not
     * prevent its completion.
     */
    @Nullable
    public Duration of(String name, @Nullable String options) {
        @Nullable Duration byDefinition = byName.get(name);
        try {
            return CallOverrides.retainFor(maps.read(options), byDefinition);
        } catch (CarawayException unreadable) {
            return byDefinition;
        }
    }

    /**
     * Sets the seconds; null means the configured retention. The database would refuse more than a hundred years, and
     * with that the completion of the task.
     */
    public static void set(PreparedStatement statement, int index, @Nullable Duration retention) throws SQLException {
        statement.setObject(index, retention == null ? null : seconds(retention), Types.DOUBLE);
    }

    /** In seconds, capped at a hundred years. */
    public static double seconds(Duration retention) {
        return Math.min(Intervals.seconds(retention), LONGEST_SECONDS);
    }
}
