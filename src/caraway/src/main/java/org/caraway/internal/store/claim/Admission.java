package org.caraway.internal.store.claim;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the claimable tasks the limits admit. Confined to one transaction, in which no other transaction
 * counts the requested names.
 */
final class Admission {

    private final Connection connection;
    private final ClaimRequest request;
    private final Buckets buckets;
    private final Map<String, Long> running = new HashMap<>();
    private int limitedLeft;

    Admission(Connection connection, ClaimRequest request, OffsetDateTime now) {
        this.connection = connection;
        this.request = request;
        buckets = new Buckets(connection, now);
        limitedLeft = request.limitedMost();
    }

    /** Whether tasks of this name count against a limit on concurrency. */
    boolean counts(String name) {
        return request.queueMost() != null || !limitsOf(name).concurrency().isEmpty();
    }

    private StartLimits limitsOf(String name) {
        return request.limits().getOrDefault(name, StartLimits.NONE);
    }

    /** Whether one more task of this fairness group may begin; if so, it is counted. */
    boolean admits(ClaimRequest.FairnessGroup group) throws SQLException {
        StartLimits limits = limitsOf(group.name());
        if (!limits.isEmpty() && limitedLeft == 0) {
            return false;
        }
        List<String> counted = counted(group, limits);
        List<Bucket> rates = new ArrayList<>();
        for (RateLimit rate : limits.rates()) {
            rates.add(buckets.of(group, rate));
        }
        if (counted == null || !rates.stream().allMatch(Bucket::hasPermit)) {
            return false;
        }
        rates.forEach(Bucket::take);
        counted.forEach(count -> running.merge(count, 1L, Long::sum));
        limitedLeft -= limits.isEmpty() ? 0 : 1;
        return true;
    }

    /** The counts that the task adds to, null if one of them is full. */
    private @Nullable List<String> counted(ClaimRequest.FairnessGroup group, StartLimits limits) throws SQLException {
        List<String> counted = new ArrayList<>();
        Integer queueMost = request.queueMost();
        if (queueMost != null) {
            String name = "queue";
            counted.add(name);
            if (count(name, IN_QUEUE, request.queue()) >= queueMost) {
                return null;
            }
        }
        for (ConcurrencyLimit limit : limits.concurrency()) {
            boolean byKey = limit.per() != null;
            String name = byKey ? "key\n" + group.name() + "\n" + group.key() : "name\n" + group.name();
            counted.add(name);
            long count = byKey ? count(name, OF_GROUP, group.name(), group.key()) : count(name, OF_NAME, group.name());
            if (count >= limit.most()) {
                return null;
            }
        }
        return counted;
    }

    private static final String IN_QUEUE = """
            SELECT COUNT(*)
              FROM caraway_active
             WHERE limited
               AND queue = ?""";

    private static final String OF_NAME = """
            SELECT COUNT(*)
              FROM caraway_active
             WHERE limited
               AND name = ?""";

    private static final String OF_GROUP = """
            SELECT COUNT(*)
              FROM caraway_active
             WHERE limited
               AND name = ?
               AND task_key = ?""";

    private long count(String name, String query, String... parameters) throws SQLException {
        Long known = running.get(name);
        if (known != null) {
            return known;
        }
        try (PreparedStatement select = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long count = row.getLong(1);
                running.put(name, count);
                return count;
            }
        }
    }

    /** Writes back the buckets from which permits were taken. */
    void write() throws SQLException {
        buckets.write();
    }
}
