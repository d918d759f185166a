package org.caraway.internal.store.audit;

import java.util.List;
import org.caraway.admin.AuditEntry;

/** What operators and handles have changed. Thread-safe. */
public interface AuditLog {

    /** The latest actions, newest first. */
    List<AuditEntry> latest(int limit);
}
