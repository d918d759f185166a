package org.caraway.internal.store.claim;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.internal.lifecycle.RateLimit;

/**
 * The token buckets from which one claim takes permits, and which it writes back. Confined to one transaction, which
 * has locked their names.
 */
public final class Buckets {

    private static final String SHARED = "shared:";
    private static final String TASK = "task:";

    private final Connection connection;
    private final OffsetDateTime now;
    private final Map<Id, Bucket> buckets = new LinkedHashMap<>();

    public Buckets(Connection connection, OffsetDateTime now) {
        this.connection = connection;
        this.now = now;
    }

    /** The text by which the bucket names its limit. A changed limit begins with another bucket, which is full. */
    static String textOf(RateLimit rate) {
        return rate.permits() + "/" + rate.period().toSeconds() + "s";
    }

    /** Who owns the bucket: the tasks of this name, or all that share the limit. */
    static String ownerOf(String name, RateLimit rate) {
        return rate.shared() == null ? ownerOf(name) : SHARED + rate.shared();
    }

    /** The owner of a bucket for the tasks of this name alone. */
    static String ownerOf(String name) {
        return TASK + name;
    }

    public Bucket of(ClaimRequest.FairnessGroup group, RateLimit rate) throws SQLException {
        Id id = new Id(ownerOf(group.name(), rate), textOf(rate), rate.per() == null ? "" : group.key());
        Bucket bucket = buckets.get(id);
        if (bucket == null) {
            bucket = read(id, rate);
            buckets.put(id, bucket);
        }
        return bucket;
    }

    /**
     * The primary key of a bucket. Immutable.
     *
     * @param taskKey the key of its tasks; empty for tasks of every key
     */
    private record Id(String owner, String rate, String taskKey) {

        void bind(PreparedStatement statement, int index) throws SQLException {
            statement.setString(index, owner);
            statement.setString(index + 1, rate);
            statement.setString(index + 2, taskKey);
        }
    }

    private static final String READ = """
            SELECT empty_at
              FROM caraway_limit
             WHERE owner = ? AND rate = ? AND task_key = ?""";

    private static final String LOCK = READ + "\n   FOR UPDATE SKIP LOCKED";

    /**
     * The bucket, locked; one that a SQL client has locked gives no permit, so that the claim takes the other tasks and
     * need not wait.
     */
    private Bucket read(Id id, RateLimit rate) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement read = connection.prepareStatement(READ)) {
            id.bind(lock, 1);
            try (ResultSet row = lock.executeQuery()) {
                if (row.next()) {
                    return new Bucket(rate, row.getObject(1, OffsetDateTime.class), now);
                }
            }
            id.bind(read, 1);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? Bucket.locked(rate, now) : new Bucket(rate, null, now);
            }
        }
    }

    private static final String UPDATE = """
            UPDATE caraway_limit
               SET empty_at = ?, next_at = ?
             WHERE owner = ? AND rate = ? AND task_key = ?""";

    private static final String INSERT = """
            INSERT INTO caraway_limit (empty_at, next_at, owner, rate, task_key)
            VALUES (?, ?, ?, ?, ?)""";

    /** Writes the changed buckets, so that {@link ClaimStatements#pick} sees them. */
    void write() throws SQLException {
        for (Map.Entry<Id, Bucket> entry : buckets.entrySet()) {
            if (entry.getValue().changed() && written(UPDATE, entry.getKey(), entry.getValue()) == 0) {
                written(INSERT, entry.getKey(), entry.getValue());
            }
        }
    }

    private int written(String statement, Id id, Bucket bucket) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            write.setObject(1, bucket.emptyAt());
            write.setObject(2, bucket.nextAt());
            id.bind(write, 3);
            return write.executeUpdate();
        }
    }
}
