package org.caraway.internal.store.claim;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.internal.lifecycle.RateLimit;
import org.jspecify.annotations.Nullable;

/** The token buckets that one claim takes from, and writes back. Confined to one transaction, which has locked their names. */
public final class Buckets {

    private static final String SHARED = "\nshared\n";

    private final Connection connection;
    private final OffsetDateTime now;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>();

    public Buckets(Connection connection, OffsetDateTime now) {
        this.connection = connection;
        this.now = now;
    }

    /** How a limit is named in its bucket. A limit that is changed begins with another bucket, which is full. */
    static String textOf(RateLimit rate) {
        return rate.permits() + "/" + rate.period().toSeconds() + "s";
    }

    /** Whose bucket it is: that of the tasks of this name, or of all that share the limit. No task has a name that begins so. */
    static String ownerOf(String name, RateLimit rate) {
        return rate.shared() == null ? name : SHARED + rate.shared();
    }

    public Bucket of(ClaimRequest.FairnessGroup line, RateLimit rate) throws SQLException {
        String name = ownerOf(line.name(), rate) + "\n" + textOf(rate) + (rate.per() == null ? "" : "\n" + line.key());
        Bucket bucket = buckets.get(name);
        if (bucket == null) {
            bucket = new Bucket(rate, emptyAt(name), now);
            buckets.put(name, bucket);
        }
        return bucket;
    }

    private static final String READ = """
            SELECT empty_at
              FROM caraway_limit
             WHERE bucket = ?""";

    private @Nullable OffsetDateTime emptyAt(String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, OffsetDateTime.class) : null;
            }
        }
    }

    private static final String UPDATE = """
            UPDATE caraway_limit
               SET empty_at = ?, next_at = ?
             WHERE bucket = ?""";

    private static final String INSERT = """
            INSERT INTO caraway_limit (empty_at, next_at, bucket)
            VALUES (?, ?, ?)""";

    /** Writes what was taken, so that {@link ClaimStatements#pick} sees it. */
    void write() throws SQLException {
        for (Map.Entry<String, Bucket> entry : buckets.entrySet()) {
            if (entry.getValue().changed() && written(UPDATE, entry.getKey(), entry.getValue()) == 0) {
                written(INSERT, entry.getKey(), entry.getValue());
            }
        }
    }

    private int written(String statement, String name, Bucket bucket) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            write.setObject(1, bucket.emptyAt());
            write.setObject(2, bucket.nextAt());
            write.setString(3, name);
            return write.executeUpdate();
        }
    }
}
