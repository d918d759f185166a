package org.caraway.internal.store.complete;

import java.time.Duration;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.internal.store.finish.Retentions;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * A task to be moved to the finished table if its token holds. Immutable.
 *
 * @param task the task with its token
 * @param state SUCCESS, REVOKED, EXPIRED, or FAILURE, which becomes REVOKED if the task has been revoked
 * @param attemptOutcome the outcome for {@code caraway_attempt}, null if the attempt gets no row
 * @param result JSON
 * @param error why it failed
 * @param report the last report, null to keep the stored one
 * @param retainFor how long it is kept, null for the configured retention
 */
public record FinishedRow(
        ClaimedTask task,
        TaskState state,
        @Nullable String attemptOutcome,
        @Nullable String result,
        @Nullable TaskError error,
        @Nullable AttemptReport report,
        @Nullable Duration retainFor) {

    /** The outcome of an attempt whose worker was lost; it counts as one more delivery. */
    public static final String LOST = "LOST";

    /** How long it is kept, in seconds. */
    @Nullable
    public Double retainSeconds() {
        return retainFor == null ? null : Retentions.seconds(retainFor);
    }

    /** The outcome of an attempt whose task was revoked. */
    static final String REVOKED = "REVOKED";

    /** The row to write if the task has been revoked. */
    public FinishedRow ifRevoked() {
        return state != TaskState.FAILURE
                ? this
                : new FinishedRow(
                        task,
                        TaskState.REVOKED,
                        TaskState.FAILURE.name().equals(attemptOutcome) ? REVOKED : attemptOutcome,
                        result,
                        error,
                        report,
                        retainFor);
    }

    @Nullable
    public String errorType() {
        return error == null ? null : error.type();
    }

    @Nullable
    public String errorMessage() {
        return error == null ? null : error.message();
    }

    @Nullable
    public String errorTrace() {
        return error == null ? null : error.trace();
    }

    @Nullable
    public Long progressCurrent() {
        Progress progress = progress();
        return progress == null ? null : progress.current();
    }

    @Nullable
    public Long progressTotal() {
        Progress progress = progress();
        return progress == null ? null : progress.total();
    }

    @Nullable
    public String progressMessage() {
        Progress progress = progress();
        return progress == null ? null : progress.message();
    }

    @Nullable
    public String phase() {
        return report == null ? null : report.phase();
    }

    @Nullable
    public String partialResult() {
        return report == null ? null : report.partialResult();
    }

    private @Nullable Progress progress() {
        return report == null ? null : report.progress();
    }
}
