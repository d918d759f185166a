package org.caraway.internal.store.h2;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.claim.ClaimStatements.Picked;
import org.jspecify.annotations.Nullable;

/** Walks over the fairness groups of a queue on H2. Confined to one transaction. */
final class H2FairnessGroups {

    private final Connection connection;
    private final ClaimRequest request;

    H2FairnessGroups(Connection connection, ClaimRequest request) {
        this.connection = connection;
        this.request = request;
    }

    /** The fairness groups of these names, in a circle from the one that was served last, up to the cap. */
    List<FairnessGroup> inCircle(int priority) throws SQLException {
        List<FairnessGroup> groups = new ArrayList<>();
        FairnessGroup group = next(priority, request.after());
        while (group != null && groups.size() < ClaimStatements.GROUPS_CAP) {
            add(groups, group);
            group = next(priority, group);
        }
        group = request.after().name().isEmpty() ? null : next(priority, FairnessGroup.FIRST);
        while (group != null && notAfter(group) && groups.size() < ClaimStatements.GROUPS_CAP) {
            add(groups, group);
            group = next(priority, group);
        }
        return groups;
    }

    private void add(List<FairnessGroup> groups, FairnessGroup group) {
        if (request.names().contains(group.name())) {
            groups.add(group);
        }
    }

    private boolean notAfter(FairnessGroup group) {
        FairnessGroup after = request.after();
        int byName = group.name().compareTo(after.name());
        return byName < 0 || (byName == 0 && group.key().compareTo(after.key()) <= 0);
    }

    private static final String NEXT_KEY = """
            SELECT name, task_key
              FROM caraway_active
             WHERE queue = ? AND priority = ? AND name = ? AND task_key > ?
               AND run_at IS NOT NULL
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    private static final String NEXT_NAME = """
            SELECT name, task_key
              FROM caraway_active
             WHERE queue = ? AND priority = ? AND name > ?
               AND run_at IS NOT NULL
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    /** One comparison of both columns would not use the index. */
    private @Nullable FairnessGroup next(int priority, FairnessGroup group) throws SQLException {
        FairnessGroup nextKey =
                request.names().contains(group.name()) ? found(NEXT_KEY, priority, group.name(), group.key()) : null;
        return nextKey != null ? nextKey : found(NEXT_NAME, priority, group.name());
    }

    private @Nullable FairnessGroup found(String query, int priority, String... behind) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, request.queue());
            select.setInt(2, priority);
            for (int i = 0; i < behind.length; i++) {
                select.setString(3 + i, behind[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new FairnessGroup(row.getString(1), row.getString(2)) : null;
            }
        }
    }

    /** The lower bound, the earliest instant, keeps H2 from reading tasks that wait: their null sorts first. */
    private static final String CLAIMABLE = """
             WHERE queue = ? AND priority = ? AND name = ? AND task_key = ?
               AND run_at BETWEEN TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00' AND CURRENT_TIMESTAMP
               AND state IN ('PENDING', 'RETRY')
               AND revoke_mode IS NULL
               AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP)
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT ?""";

    private static final String READY = """
            SELECT id
              FROM caraway_active
            """ + CLAIMABLE;

    private static final String LOCK = READY + "\n   FOR UPDATE SKIP LOCKED";

    /** Whether one of its tasks is due. */
    boolean ready(int priority, FairnessGroup group) throws SQLException {
        return !ids(READY, priority, group, 1).isEmpty();
    }

    /** Its longest due tasks, locked. */
    List<Picked> locked(int priority, FairnessGroup group, int limit) throws SQLException {
        return ids(LOCK, priority, group, limit).stream()
                .map(id -> new Picked(id, group))
                .toList();
    }

    private List<UUID> ids(String query, int priority, FairnessGroup group, int limit) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            bind(select, priority, group);
            select.setInt(5, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    private static final String NEXT_DUE = """
            SELECT run_at, CURRENT_TIMESTAMP
              FROM caraway_active
             WHERE queue = ? AND priority = ? AND name = ? AND task_key = ?
               AND state IN ('PENDING', 'RETRY')
               AND revoke_mode IS NULL
               AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP)
               AND run_at >= TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    /** How long until its next task is due, null if it has none. */
    @Nullable
    Duration untilDue(int priority, FairnessGroup group) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT_DUE)) {
            bind(select, priority, group);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Duration.between(
                                row.getObject(2, OffsetDateTime.class), row.getObject(1, OffsetDateTime.class))
                        : null;
            }
        }
    }

    private void bind(PreparedStatement select, int priority, FairnessGroup group) throws SQLException {
        select.setString(1, request.queue());
        select.setInt(2, priority);
        select.setString(3, group.name());
        select.setString(4, group.key());
    }
}
