package org.caraway.demo;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** The file of a report, byte for byte as it came. */
@Entity
public class ReportFile {

    @Id
    private long reportId;

    @Column(nullable = false, length = JunitReport.CAP_BYTES)
    private byte[] content;

    /** For the persistence provider. */
    protected ReportFile() {
        this(0, new byte[0]);
    }

    ReportFile(long reportId, byte[] content) {
        this.reportId = reportId;
        this.content = content.clone();
    }

    long reportId() {
        return reportId;
    }

    byte[] content() {
        return content.clone();
    }
}
