package org.caraway.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.jspecify.annotations.Nullable;

/**
 * The background work. Each task is one transaction: what it writes, what it enqueues and that it ran commit together.
 */
@ApplicationScoped
public class Analysis {

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
     */
    public record Summary(String tenant, int cases) {}

    /** Reads the report and enqueues one task for each test case. */
    @Task(queue = "reports", dontRetryFor = MalformedReportException.class, remote = true)
    @Transactional
    public Summary analyse(long reportId) {
        task.progress(0, 0, "reading the report");
        List<CaseResult> cases = reports.read(reportId);

        task.progress(0, cases.size(), "enqueueing one task for each test case");
        List<TaskCall<@Nullable Void>> calls = cases.stream()
                .map(result -> tasks.call(Analysis::store, reportId, result))
                .toList();
        reports.expectCases(reportId, calls.size());
        tasks.enqueueAll(calls);
        return new Summary(tenant.getId(), calls.size());
    }

    /** Stores one test case. */
    @Task
    @Transactional
    public void store(long reportId, CaseResult result) {
        reports.store(reportId, result);
    }
}
