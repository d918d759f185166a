package org.caraway.demo;

import java.time.Instant;
import java.util.List;
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
 * @param notStored why single test cases were not stored
 * @param error why the analysis failed, if it did
 */
public record ReportStatus(
        long id,
        UUID task,
        Instant receivedAt,
        String status,
        @Nullable Progress progress,
        Counts counts,
        List<String> notStored,
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

        static Counts of(Map<Verdict, Long> counts) {
            return new Counts(
                    counts.values().stream().mapToLong(Long::longValue).sum(),
                    counts.getOrDefault(Verdict.PASSED, 0L),
                    counts.getOrDefault(Verdict.FAILED, 0L),
                    counts.getOrDefault(Verdict.ERROR, 0L),
                    counts.getOrDefault(Verdict.SKIPPED, 0L));
        }
    }

    static ReportStatus of(Report report, TaskView analysis, Map<Verdict, Long> byVerdict, List<String> notStored) {
        Counts counts = Counts.of(byVerdict);
        @Nullable
        String error = analysis.error() == null ? null : analysis.error().message();
        return new ReportStatus(
                report.id(),
                analysis.id(),
                report.receivedAt(),
                status(report, analysis),
                progress(report, counts),
                counts,
                notStored,
                error);
    }

    private static String status(Report report, TaskView analysis) {
        return switch (analysis.state()) {
            case PENDING, WAITING, STARTED, RETRY -> report.expectedCases().isEmpty() ? "QUEUED" : "ANALYSING";
            case SUCCESS -> "DONE";
            case FAILURE, REVOKED, EXPIRED, SKIPPED -> "FAILED";
        };
    }

    /** The number of stored test cases, once the file has been read. */
    private static @Nullable Progress progress(Report report, Counts counts) {
        return report.expectedCases().isEmpty()
                ? null
                : new Progress(counts.tests(), report.expectedCases().getAsInt(), "storing test cases");
    }
}
