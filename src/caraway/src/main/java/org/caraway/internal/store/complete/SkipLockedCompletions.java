package org.caraway.internal.store.complete;

import java.sql.Connection;
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
 * free rows and writes those, under their tokens as always. The completion of a row that is locked, and whose token
 * holds, is still to be written: the holder of the lock may yet roll back.
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
        LockedRows rows = LockedRows.lock(
                connection, batch.stream().map(AttemptCompletion::task).toList());
        List<AttemptCompletion> writable = batch.stream()
                .filter(completion -> rows.free().contains(completion.task().id()))
                .toList();
        Set<UUID> lost = new HashSet<>();
        batch.forEach(completion -> lost.add(completion.task().id()));
        lost.removeAll(rows.free());
        lost.removeAll(rows.locked());
        if (writable.isEmpty()) {
            return new CompletionResult(lost, rows.locked());
        }
        CompletionResult written = batches.write(connection, writable, null);
        lost.addAll(written.lost());
        return new CompletionResult(lost, rows.locked(), written.revoked(), written.advance());
    }
}
