package org.caraway.internal.store.admin;

import java.util.UUID;
import org.caraway.RevokeMode;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;

/** Revokes tasks for operators and handles. Thread-safe. */
public interface TaskRevocations {

    /**
     * Moves the task to the finished table as REVOKED, or marks it if a worker holds it.
     *
     * @throws org.caraway.NoSuchTaskException if there is none
     */
    RevokeResult revoke(UUID id, RevokeMode mode, AuditNote note);

    /** Revokes live tasks that match the query and follow this id in page order. */
    BatchResult revokeSome(TaskQuery query, RevokeMode mode, AuditNote note, UUID after, int limit);
}
