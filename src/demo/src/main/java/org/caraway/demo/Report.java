package org.caraway.demo;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A report that was uploaded. Its file is a {@link ReportFile}, so that reading the status does not load megabytes. */
@Entity
public class Report {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private @Nullable Long id;

    @Column(nullable = false)
    private Instant receivedAt;

    private @Nullable UUID analysis;

    private @Nullable Integer expectedCases;

    /** For the persistence provider. */
    protected Report() {
        this(Instant.EPOCH);
    }

    Report(Instant receivedAt) {
        this.receivedAt = receivedAt;
    }

    long id() {
        if (id == null) {
            throw new IllegalStateException("The report has no id before it is persisted");
        }
        return id;
    }

    Instant receivedAt() {
        return receivedAt;
    }

    /** The id of the task that analyses this report. */
    UUID analysis() {
        if (analysis == null) {
            throw new IllegalStateException("Report " + id + " was stored without its analysis");
        }
        return analysis;
    }

    void analysedBy(UUID task) {
        analysis = task;
    }

    /** How many test cases the file has; absent until the analysis has read it. */
    OptionalInt expectedCases() {
        return expectedCases == null ? OptionalInt.empty() : OptionalInt.of(expectedCases);
    }

    void expectCases(int count) {
        expectedCases = count;
    }
}
