package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * Writes what came of attempts, always under their fencing tokens. Thread-safe. Rows are touched in the order of their ids, so
 * that two batches cannot wait for each other in a circle.
 */
final class JdbcCompletions {

    private static final Comparator<AttemptCompletion> BY_ID =
            Comparator.comparing(end -> end.task().id());

    private final Connections connections;
    private final Dialect dialect;
    private final Reschedules furtherRuns;

    JdbcCompletions(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
        furtherRuns = new Reschedules(dialect);
    }

    Set<UUID> complete(List<AttemptCompletion> ends) {
        return connections.joining(
                purpose(ends), connection -> write(connection, ends, null).lost());
    }

    CompletionResult completeUnlocked(List<AttemptCompletion> ends, Duration patience) {
        SkipLockedCompletions unlocked = new SkipLockedCompletions(this, ends, patience);
        boolean oneStatement = dialect.finishesInOne()
                && ends.stream().allMatch(end -> end.next().isFinal());
        return connections.aloneInOneIf(() -> oneStatement && !unlocked.freeOnly(), purpose(ends), connection -> {
            if (!oneStatement || unlocked.freeOnly()) {
                dialect.pinPlans(connection);
            }
            return unlocked.write(connection);
        });
    }

    private static String purpose(List<AttemptCompletion> ends) {
        return "The ends of " + ends.size() + " attempts were not written";
    }

    /**
     * Writes them in this transaction; none is left out for being locked.
     *
     * @param patience how long to wait for each lock, as far as the database can be told; null for as long as it does by itself
     */
    CompletionResult write(Connection connection, List<AttemptCompletion> ends, @Nullable Duration patience)
            throws SQLException {
        List<FinishedRow> finished = new ArrayList<>();
        List<AttemptCompletion> again = new ArrayList<>();
        ends.stream().sorted(BY_ID).forEach(end -> sort(end, finished, again));
        Set<UUID> lost = new HashSet<>();
        ends.forEach(end -> lost.add(end.task().id()));
        Set<UUID> revoked = new HashSet<>();
        if (!finished.isEmpty()) {
            note(dialect.finish(connection, finished, patience), finished, lost, revoked);
        } else if (patience != null) {
            dialect.boundLockWaits(connection, patience);
        }
        if (!again.isEmpty()) {
            lost.removeAll(furtherRuns.write(connection, again));
            List<FinishedRow> kept = again.stream()
                    .filter(end -> lost.contains(end.task().id()))
                    .map(JdbcCompletions::revoked)
                    .toList();
            if (!kept.isEmpty()) { // revoked, or the token does not hold: a row that is marked stays marked
                note(dialect.finish(connection, kept, null), List.of(), lost, revoked);
            }
        }
        return new CompletionResult(lost, Set.of(), revoked);
    }

    /** Notes what was written, and what has become REVOKED without having been handed over as such. */
    private static void note(
            Map<UUID, TaskState> written, List<FinishedRow> handedOver, Set<UUID> lost, Set<UUID> revoked) {
        lost.removeAll(written.keySet());
        written.forEach((id, state) -> {
            if (state == TaskState.REVOKED) {
                revoked.add(id);
            }
        });
        for (FinishedRow row : handedOver) {
            if (row.state() == TaskState.REVOKED) {
                revoked.remove(row.task().id());
            }
        }
    }

    /** What becomes of a task that would run again if it had not been revoked. */
    private static FinishedRow revoked(AttemptCompletion end) {
        return row(end, TaskState.REVOKED, FinishedRow.REVOKED);
    }

    private static void sort(AttemptCompletion end, List<FinishedRow> finished, List<AttemptCompletion> again) {
        if (end.next().isFinal()) {
            finished.add(row(end, end.next().state(), end.next().attemptOutcome()));
        } else {
            again.add(end);
        }
    }

    private static FinishedRow row(AttemptCompletion end, TaskState state, @Nullable String attemptOutcome) {
        return new FinishedRow(
                end.task(),
                state,
                attemptOutcome,
                end.next().result(),
                end.next().error(),
                end.reports(),
                end.retainFor());
    }
}
