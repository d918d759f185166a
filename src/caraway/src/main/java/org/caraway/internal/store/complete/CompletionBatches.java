package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.WorkflowPlan;
import org.caraway.internal.store.park.ParkingRows;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.RunningChanges;
import org.caraway.internal.store.workflow.StepChanges;
import org.caraway.internal.store.workflow.SuccessorRelease;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of completions inside a transaction, always under their fencing tokens. Thread-safe. Rows are changed
 * in the order of their ids, so that two batches cannot deadlock.
 */
final class CompletionBatches {

    private static final Comparator<AttemptCompletion> BY_ID =
            Comparator.comparing(completion -> completion.task().id());

    private final Dialect dialect;
    private final CompletionStatements statements;
    private final Reschedules reschedules;
    private final ParkingRows parking;
    private final SuccessorRelease successors;
    private final RunningChanges changes;

    CompletionBatches(Dialect dialect, CompletionStatements statements, SuccessorRelease successors) {
        this.successors = successors;
        changes = new RunningChanges(dialect, successors);
        this.dialect = dialect;
        this.statements = statements;
        reschedules = new Reschedules(dialect);
        parking = new ParkingRows(dialect);
    }

    /**
     * Writes the completions in this transaction; no row is left out because it is locked.
     *
     * @param patience how long to wait for each lock, as far as the database supports a bound; null for its default
     */
    CompletionResult write(Connection connection, List<AttemptCompletion> completions, @Nullable Duration patience)
            throws SQLException {
        List<FinishedRow> finished = new ArrayList<>();
        List<AttemptCompletion> again = new ArrayList<>();
        completions.stream().sorted(BY_ID).forEach(completion -> sort(completion, finished, again));
        Set<UUID> lost = new HashSet<>();
        completions.forEach(completion -> lost.add(completion.task().id()));
        Set<UUID> revoked = new HashSet<>();
        if (!finished.isEmpty()) {
            note(statements.finish(connection, finished, patience), finished, lost, revoked);
        } else if (patience != null) {
            dialect.boundLockWaits(connection, patience);
        }
        StepChanges asked = new StepChanges();
        replace(connection, again, lost, asked);
        Advance parked = Advance.NONE;
        if (!again.isEmpty()) {
            lost.removeAll(reschedules.write(connection, plain(again)));
            parked = park(connection, again, lost);
            List<FinishedRow> kept = again.stream()
                    .filter(completion -> lost.contains(completion.task().id()))
                    .map(CompletionBatches::revoked)
                    .toList();
            if (!kept.isEmpty()) { // revoked, or the token does not hold: a row that is marked stays marked
                note(statements.finish(connection, kept, null), List.of(), lost, revoked);
            }
        }
        add(finished(completions, lost), asked);
        Advance advance = successors.after(connection, steps(completions, lost), asked);
        return new CompletionResult(lost, Set.of(), revoked, parked.and(advance));
    }

    /** Lets workflows take the places of tasks. */
    private void replace(Connection connection, List<AttemptCompletion> again, Set<UUID> lost, StepChanges asked)
            throws SQLException {
        for (AttemptCompletion completion : again) {
            WorkflowPlan replacement = completion.change().replacement();
            if (replacement != null && changes.replace(connection, completion.task(), replacement, asked)) {
                lost.remove(completion.task().id());
            }
        }
    }

    private Advance park(Connection connection, List<AttemptCompletion> again, Set<UUID> lost) throws SQLException {
        Map<UUID, Parking> parked = new LinkedHashMap<>();
        for (AttemptCompletion completion : again) {
            Parking asked = completion.next().parking();
            if (asked != null && !lost.contains(completion.task().id())) {
                parked.put(completion.task().id(), asked);
            }
        }
        return new Advance(parking.park(connection, parked), Set.of());
    }

    private static List<AttemptCompletion> plain(List<AttemptCompletion> again) {
        return again.stream()
                .filter(completion -> completion.change().replacement() == null)
                .toList();
    }

    private static List<AttemptCompletion> finished(List<AttemptCompletion> completions, Set<UUID> lost) {
        return completions.stream()
                .filter(completion -> completion.next().isFinal()
                        && !lost.contains(completion.task().id()))
                .toList();
    }

    /** Adds members to groups, before the ends of the members that ask for it are counted. */
    private static void add(List<AttemptCompletion> finished, StepChanges asked) {
        for (AttemptCompletion completion : finished) {
            ClaimedTask.Step step = completion.task().step();
            UUID group = step == null ? null : step.groupId();
            if (group != null && !completion.change().added().isEmpty()) {
                asked.add(group, completion.change().added());
            }
        }
    }

    private static List<UUID> steps(List<AttemptCompletion> completions, Set<UUID> lost) {
        return completions.stream()
                .map(AttemptCompletion::task)
                .filter(task -> task.step() != null && !lost.contains(task.id()))
                .map(ClaimedTask::id)
                .toList();
    }

    /** Records which rows were written, and which became REVOKED although their completion says otherwise. */
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

    /** The row of a task that would run again if it had not been revoked. */
    private static FinishedRow revoked(AttemptCompletion completion) {
        return row(completion, TaskState.REVOKED, FinishedRow.REVOKED);
    }

    private static void sort(AttemptCompletion completion, List<FinishedRow> finished, List<AttemptCompletion> again) {
        if (completion.next().isFinal()) {
            finished.add(
                    row(completion, completion.next().state(), completion.next().attemptOutcome()));
        } else {
            again.add(completion);
        }
    }

    private static FinishedRow row(AttemptCompletion completion, TaskState state, @Nullable String attemptOutcome) {
        return new FinishedRow(
                completion.task(),
                state,
                attemptOutcome,
                completion.next().result(),
                completion.next().error(),
                completion.reports(),
                completion.retainFor());
    }
}
