package org.caraway.demo;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.jspecify.annotations.Nullable;

/** One test case of a report, stored once even if its task runs several times: a unique constraint ensures that. */
@Entity
@Table(uniqueConstraints = @UniqueConstraint(columnNames = {"reportId", "position"}))
public class TestCase {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private @Nullable Long id;

    private long reportId;

    private int position;

    @Column(nullable = false, length = CaseResult.NAME_CAP)
    private String className;

    @Column(nullable = false, length = CaseResult.NAME_CAP)
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, length = 10)
    private Verdict outcome;

    private double seconds;

    @Column(length = CaseResult.MESSAGE_CAP)
    private @Nullable String message;

    /** For the persistence provider. */
    protected TestCase() {
        this(0, new CaseResult(0, "", "", Verdict.SKIPPED, 0, null));
    }

    TestCase(long reportId, CaseResult result) {
        this.reportId = reportId;
        position = result.position();
        className = result.className();
        name = result.name();
        outcome = result.outcome();
        seconds = result.seconds();
        message = result.message();
    }

    long reportId() {
        return reportId;
    }

    CaseResult result() {
        return new CaseResult(position, className, name, outcome, seconds, message);
    }
}
