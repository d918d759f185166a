package org.caraway.it.fault;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** Schedules that fire each second, whatever strikes, for which none of their fires may be missing. Stateless. */
final class Ticks {

    private static final Duration CAUGHT_UP = Duration.ofMinutes(2);

    private static final String BEGIN = """
            INSERT INTO caraway_schedule (name, task, kind, expression, misfire, start_at)
            SELECT 'tick ' || n, 'fault.tick', 'EVERY', 'PT1S', 'ALL',
                   date_trunc('second', clock_timestamp()) + INTERVAL '3 seconds'
              FROM generate_series(1, ?) AS n""";

    private static final String NOW = "SELECT CAST(EXTRACT(epoch FROM clock_timestamp()) AS bigint)";

    private static final String LATE = """
            SELECT COUNT(*)
              FROM caraway_schedule
             WHERE last_at IS NULL
                OR last_at < to_timestamp(%d)""";

    private static final String PAUSE = """
            UPDATE caraway_schedule
               SET state = 'PAUSED', next_at = NULL, version = version + 1""";

    private Ticks() {}

    /** Begins so many schedules, a few seconds from now. */
    static void begin(Cluster cluster, int schedules) throws SQLException {
        try (Connection connection = cluster.connect();
                PreparedStatement insert = connection.prepareStatement(BEGIN)) {
            insert.setInt(1, schedules);
            insert.executeUpdate();
        }
    }

    /** Pauses them once they have fired for every second until now. */
    static void end(Cluster cluster) throws SQLException {
        String late = LATE.formatted(cluster.count(NOW) - 1);
        try {
            await().atMost(CAUGHT_UP).pollInterval(Duration.ofMillis(200)).until(() -> cluster.count(late) == 0);
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(cluster.count(late) + " schedules do not fire any more", stuck);
        }
        cluster.execute(PAUSE);
    }
}
