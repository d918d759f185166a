package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.model.AttemptCompletion;

/**
 * Writes a batch of completions and leaves out those whose rows another transaction has locked. Confined to one call.
 *
 * <p>A connection that was cut off leaves a session on the server that may live for hours, and with it the locks of its
 * transaction. One such row must not hold up a batch. The first try locks nothing beforehand, which would cost each
 * batch a round trip for the sake of a rare case; it fails when a lock is not granted in time. The second try locks the
 * free rows and writes those, under their tokens as always.
 *
 * <p>The locked rows are read without a lock, as they were last committed. If the token holds there, the row is locked
 * and its completion still to be written: the holder of the lock may yet roll back. If it does not hold, another worker
 * has the task, or the task is finished.
 */
final class SkipLockedCompletions {

    private final CompletionBatches batches;
    private final List<AttemptCompletion> batch;
    private final Duration patience;
    private boolean freeOnly;

    /** Without patience, the first try is left out. */
    SkipLockedCompletions(CompletionBatches batches, List<AttemptCompletion> batch, Duration patience) {
        this.batches = batches;
        this.batch = batch;
        this.patience = patience;
        freeOnly = patience.isZero();
    }

    /**
     * Whether only free rows are written, by several statements, because one try has met a lock, or there is no
     * patience.
     */
    boolean freeOnly() {
        return freeOnly;
    }

    /** May be called again, in a new transaction, after it has thrown. */
    CompletionResult write(Connection connection) throws SQLException {
        if (freeOnly) {
            return writeFree(connection);
        }
        try {
            return batches.write(connection, batch, patience);
        } catch (SQLException failure) {
            freeOnly = SqlFailures.lockNotAvailable(failure);
            throw failure;
        }
    }

    private CompletionResult writeFree(Connection connection) throws SQLException {
        Set<UUID> free = free(connection);
        List<AttemptCompletion> writable = batch.stream()
                .filter(completion -> free.contains(completion.task().id()))
                .toList();
        Set<UUID> lost = ids();
        lost.removeAll(free);
        Set<UUID> locked = lost.isEmpty() ? Set.of() : held(connection, lost);
        lost.removeAll(locked);
        if (writable.isEmpty()) {
            return new CompletionResult(lost, locked);
        }
        CompletionResult written = batches.write(connection, writable, null);
        lost.addAll(written.lost());
        return new CompletionResult(lost, locked, written.revoked());
    }

    private Set<UUID> ids() {
        Set<UUID> ids = new HashSet<>();
        batch.forEach(completion -> ids.add(completion.task().id()));
        return ids;
    }

    private static final String FREE = """
            SELECT id
              FROM caraway_active
             WHERE id = ANY (?)
               FOR UPDATE SKIP LOCKED""";

    private Set<UUID> free(Connection connection) throws SQLException {
        Set<UUID> free = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(FREE)) {
            select.setArray(1, connection.createArrayOf("uuid", ids().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    free.add(row.getObject(1, UUID.class));
                }
            }
        }
        return free;
    }

    private static final String HELD = """
            SELECT id, worker_id, attempt
              FROM caraway_active
             WHERE id = ANY (?)
               AND state = 'STARTED'""";

    private Set<UUID> held(Connection connection, Set<UUID> ids) throws SQLException {
        Set<UUID> held = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    if (anyHolds(id, row.getString(2), row.getInt(3))) {
                        held.add(id);
                    }
                }
            }
        }
        return held;
    }

    private boolean anyHolds(UUID id, String workerId, int attempt) {
        return batch.stream()
                .map(AttemptCompletion::task)
                .anyMatch(
                        task -> task.id().equals(id) && task.workerId().equals(workerId) && task.attempt() == attempt);
    }
}
