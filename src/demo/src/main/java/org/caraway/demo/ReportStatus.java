package org.caraway.demo;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/**
 * Where a report stands, as the client sees it.
 *
 * @param id the report's id
 * @param task the id of the task that analyses it
 * @param receivedAt when it was uploaded
 * @param status QUEUED, ANALYSING, DONE or FAILED
 * @param progress the progress of the analysis, if known
 * @param counts how many of the stored test cases ended how
 * @param error why the analysis failed, if it did
 */
public record ReportStatus(
        long id,
        UUID task,
        Instant receivedAt,
        String status,
        @Nullable Progress progress,
        Counts counts,
        @Nullable String error) {

    /**
     * What the upload answers.
     *
     * @param id the report's id
     * @param task the id of the task that analyses it
     */
    public record Receipt(long id, UUID task) {}

    /**
     * How many of the stored test cases ended how.
     *
     * @param tests all of them
     * @param passed held
     * @param failed had an assertion that did not hold
     * @param errors broke
     * @param skipped were not run
     */
    public record Counts(long tests, long passed, long failed, long errors, long skipped) {

        static Counts of(Map<Outcome, Long> counts) {
            return new Counts(
                    counts.values().stream().mapToLong(Long::longValue).sum(),
                    counts.getOrDefault(Outcome.PASSED, 0L),
                    counts.getOrDefault(Outcome.FAILED, 0L),
                    counts.getOrDefault(Outcome.ERROR, 0L),
                    counts.getOrDefault(Outcome.SKIPPED, 0L));
        }
    }

    static ReportStatus of(Report report, TaskView analysis, Map<Outcome, Long> byOutcome) {
        Counts counts = Counts.of(byOutcome);
        @Nullable
        String error = analysis.error() == null ? null : analysis.error().message();
        return new ReportStatus(
                report.id(),
                analysis.id(),
                report.receivedAt(),
                status(report, analysis, counts),
                progress(report, analysis, counts),
                counts,
                error);
    }

    private static String status(Report report, TaskView analysis, Counts counts) {
        return switch (analysis.state()) {
            case PENDING, WAITING -> "QUEUED";
            case STARTED, RETRY -> "ANALYSING";
            case SUCCESS -> counts.tests() >= report.expectedCases().orElse(Integer.MAX_VALUE) ? "DONE" : "ANALYSING";
            case FAILURE, REVOKED, EXPIRED, SKIPPED -> "FAILED";
        };
    }

    /** The progress of the analysis while it reads the file, then the number of stored test cases. */
    private static @Nullable Progress progress(Report report, TaskView analysis, Counts counts) {
        if (report.expectedCases().isEmpty()) {
            return analysis.progress();
        }
        return new Progress(counts.tests(), report.expectedCases().getAsInt(), "storing test cases");
    }
}
