package org.caraway.internal.store.postgres;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.retain.IdRange;

/**
 * The finished tasks of PostgreSQL, a partition for each day. Thread-safe.
 *
 * <p>A partition holds a range of ids, since ids of version 7 are in the order of their creation. So a day is the day
 * on which its tasks were created, not the day on which they finished; the primary key is still the id alone, and a
 * query by id reads one partition. Ids outside all partitions are in the default one, where rows are deleted in
 * batches. Therefore partitions concern speed only: whenever a partition cannot be created or dropped, because of
 * privileges, locks, or another table in its place, the tables are correct without it, and the next round tries again.
 *
 * <p>This upkeep must not delay other sessions. To attach or drop a partition needs the strongest lock on the default
 * partition, to drop one on the whole table too, and every later request waits behind a waiting one. So it waits for
 * {@value #PATIENCE_MILLIS} ms and then skips the round. Of several nodes one works at a time, by an advisory lock; the
 * others skip the round.
 */
final class DayPartitions implements FinishedPartitions {

    /** How long to wait for a lock, while other sessions wait behind this request. */
    static final int PATIENCE_MILLIS = 200;

    private static final System.Logger LOG = System.getLogger(DayPartitions.class.getName());
    /** The beginning of a kind of reason that an operator has to end, followed by a day: reported once a day. */
    static final String DAILY_WARNING = "size ";

    private static final Duration SHORTEST = Duration.ofDays(1);

    private final DayCreation creation;
    private final DayRemoval removal;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    DayPartitions(Connections connections, Dialect dialect) {
        creation = new DayCreation(connections, dialect, DayCreation.LARGEST_DEFAULT_BYTES, this::reportOnce);
        removal = new DayRemoval(connections, dialect);
    }

    @Override
    public void make(Duration retention) {
        tolerated(() -> {
            creation.make(retention);
            return false;
        });
    }

    @Override
    public boolean drop(Duration retention, int limit) {
        return tolerated(() -> removal.drop(retention, limit));
    }

    /** What the database refuses now, it would refuse in each round; rows are pruned without partitions, too. */
    private boolean tolerated(Upkeep upkeep) {
        try {
            return upkeep.run();
        } catch (QueueUnavailableException away) {
            throw away;
        } catch (CarawayException refused) {
            reportOnce(
                    "refused",
                    "Finished tasks are deleted in batches where there are no partitions for their days: "
                            + refused.getMessage());
            return false;
        }
    }

    @FunctionalInterface
    private interface Upkeep {
        boolean run();
    }

    private void reportOnce(String kind, String text) {
        if (reported.add(kind)) {
            LOG.log(kind.startsWith(DAILY_WARNING) ? WARNING : INFO, text);
        }
    }

    /** Batches prune a day that this session may not drop, or whose drop has been delayed for too long. */
    @Override
    public List<IdRange> spared(Connection connection, Duration retention) throws SQLException {
        if (retention.compareTo(SHORTEST) < 0) {
            return List.of();
        }
        List<IdRange> spared = new ArrayList<>();
        Instant now = now(connection);
        for (DayPartition partition : DayPartition.all(connection)) {
            if (partition.owned() && !partition.overdue(now, retention)) {
                add(spared, partition.ids());
            }
        }
        return spared;
    }

    private static void add(List<IdRange> ranges, IdRange next) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).below().equals(next.from())) {
            ranges.set(last, new IdRange(ranges.get(last).from(), next.below()));
        } else {
            ranges.add(next);
        }
    }

    private static final String NOW = """
            SELECT CURRENT_TIMESTAMP""";

    static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static final String TAKE_TURN = """
            SELECT pg_try_advisory_xact_lock(
                   (CAST(1130460791 AS bigint) << 32) | CAST(to_regclass('caraway_finished') AS bigint))""";

    /**
     * Whether this transaction is the one that may create or drop partitions; the number is the first bytes of
     * "Caraway".
     */
    static boolean takesTurn(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(TAKE_TURN);
                ResultSet row = lock.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    static Duration patience() {
        return Duration.ofMillis(PATIENCE_MILLIS);
    }
}
