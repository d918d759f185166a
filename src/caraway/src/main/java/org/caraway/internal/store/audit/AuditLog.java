package org.caraway.internal.store.audit;

import java.util.List;
import org.caraway.admin.AuditEntry;

/** The actions of operators and handles. Thread-safe. */
public interface AuditLog {

    /** The latest actions, newest first. */
    List<AuditEntry> latest(int limit);
}
