package org.caraway.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.Join;
import org.caraway.Outcome;
import org.caraway.Overlap;
import org.caraway.Periodic;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * The background work. Each task is one transaction: what it writes, what it enqueues and that it ran commit together.
 */
@ApplicationScoped
public class Analysis {

    private static final Duration MONTH = Duration.ofDays(30);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Reports reports;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Tenant tenant;

    /**
     * What came of an analysis.
     *
     * @param tenant whom the upload was for
     * @param cases how many test cases the report has
     * @param notStored why single test cases were not stored
     */
    public record Summary(String tenant, int cases, List<String> notStored) {}

    /**
     * One task reads the report, one stores each of its test cases, and one sums up when all have ended: also if some
     * could not be stored.
     */
    static Workflow<Summary> of(TaskQueue tasks, long reportId) {
        return tasks.call(Analysis::read, reportId)
                .thenEach(Analysis::store, reportId)
                .atMost(20)
                .join(Analysis::summarise, Join.SETTLED);
    }

    /** Analyses a report again, for operators: the workflow takes this task's place. */
    @Task(queue = "reports", remote = true)
    public @Nullable Summary analyse(long reportId) {
        return task.replaceWith(of(tasks, reportId));
    }

    /** Reads the test cases of a report. */
    @Task(queue = "reports", dontRetryFor = MalformedReportException.class)
    @Transactional
    public List<CaseResult> read(long reportId) {
        List<CaseResult> cases = reports.read(reportId);
        reports.expectCases(reportId, cases.size());
        return cases;
    }

    /**
     * Stores one test case.
     *
     * @throws NamelessCaseException if it has no name
     */
    @Task(dontRetryFor = NamelessCaseException.class)
    @Transactional
    public Verdict store(CaseResult result, long reportId) {
        if (result.name().isBlank()) {
            throw new NamelessCaseException(result.position());
        }
        reports.store(reportId, result);
        return result.outcome();
    }

    /** Sums up what came of each test case. */
    @Task(queue = "reports")
    public Summary summarise(List<Outcome<Verdict>> cases) {
        List<String> notStored = cases.stream()
                .filter(outcome -> !outcome.succeeded())
                .map(outcome -> outcome.error() == null
                        ? outcome.state().name()
                        : outcome.error().message())
                .toList();
        return new Summary(tenant.getId(), cases.size(), notStored);
    }

    /** Deletes reports that are older than a month, each night, once for all nodes. */
    @Task
    @Periodic(cron = "30 3 * * *", zone = "Europe/Paris", overlap = Overlap.SKIP)
    @Transactional
    public int cleanUp() {
        return reports.deleteBefore(Instant.now().minus(MONTH));
    }
}
