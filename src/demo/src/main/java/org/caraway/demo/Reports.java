package org.caraway.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/** The reports and their test cases: everything that touches the database. */
@ApplicationScoped
@Transactional
public class Reports {

    private static final List<String> DELETIONS = List.of(
            "DELETE FROM TestCase c WHERE c.reportId = :report",
            "DELETE FROM ReportFile f WHERE f.reportId = :report",
            "DELETE FROM Report r WHERE r.id = :report");

    @PersistenceContext
    @SuppressWarnings("NullAway.Init") // injected
    private EntityManager entities;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /**
     * Stores the file and enqueues its analysis, both or none.
     *
     * @throws MalformedReportException if it is no report; nothing is stored then
     */
    public ReportStatus.Receipt receive(byte[] file) {
        JunitReport.check(file);
        Report report = new Report(Instant.now());
        entities.persist(report);
        entities.persist(new ReportFile(report.id(), file));

        TaskHandle<Analysis.Summary> analysis = tasks.enqueue(Analysis.of(tasks, report.id()));
        report.analysedBy(analysis.id());
        return new ReportStatus.Receipt(report.id(), analysis.id());
    }

    /** The test cases that the report's file holds. */
    public List<CaseResult> read(long reportId) {
        @Nullable ReportFile file = entities.find(ReportFile.class, reportId);
        if (file == null) {
            throw new IllegalArgumentException("There is no report " + reportId);
        }
        return JunitReport.cases(file.content());
    }

    /** Notes how many test cases are to come. */
    public void expectCases(long reportId, int count) {
        entities.getReference(Report.class, reportId).expectCases(count);
    }

    /** Stores a test case if it is not stored yet. */
    public void store(long reportId, CaseResult result) {
        boolean stored = !entities.createQuery(
                        "SELECT c.id FROM TestCase c WHERE c.reportId = :report AND c.position = :position", Long.class)
                .setParameter("report", reportId)
                .setParameter("position", result.position())
                .getResultList()
                .isEmpty();
        if (!stored) {
            entities.persist(new TestCase(reportId, result));
        }
    }

    /** Where the report stands; absent if there is none with this id. */
    public Optional<ReportStatus> status(long reportId) {
        @Nullable Report report = entities.find(Report.class, reportId);
        if (report == null) {
            return Optional.empty();
        }
        TaskHandle<Analysis.Summary> analysis = tasks.handle(report.analysis(), Analysis.Summary.class);
        TaskView view = analysis.view();
        List<String> notStored = view.state() == TaskState.SUCCESS
                ? analysis.await(Duration.ofSeconds(1)).notStored()
                : List.of();
        return Optional.of(ReportStatus.of(report, view, counts(reportId), notStored));
    }

    /** The stored test cases in the order of the file; absent if there is no report with this id. */
    public Optional<List<CaseResult>> cases(long reportId) {
        if (entities.find(Report.class, reportId) == null) {
            return Optional.empty();
        }
        return Optional.of(entities.createQuery(
                        "SELECT c FROM TestCase c WHERE c.reportId = :report ORDER BY c.position", TestCase.class)
                .setParameter("report", reportId)
                .getResultStream()
                .map(TestCase::result)
                .toList());
    }

    private Map<Verdict, Long> counts(long reportId) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        entities.createQuery(
                        "SELECT c.outcome, COUNT(c) FROM TestCase c WHERE c.reportId = :report GROUP BY c.outcome",
                        Object[].class)
                .setParameter("report", reportId)
                .getResultList()
                .forEach(row -> counts.put((Verdict) row[0], (Long) row[1]));
        return counts;
    }

    /** Deletes the reports that were received before this instant, and returns how many. */
    public int deleteBefore(Instant instant) {
        List<Long> old = entities.createQuery("SELECT r.id FROM Report r WHERE r.receivedAt < :instant", Long.class)
                .setParameter("instant", instant)
                .getResultList();
        old.forEach(this::delete);
        return old.size();
    }

    private void delete(long reportId) {
        for (String statement : DELETIONS) {
            entities.createQuery(statement).setParameter("report", reportId).executeUpdate();
        }
    }
}
