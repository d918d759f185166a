package org.caraway.internal.store.admin;

import java.util.UUID;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;

/** Moves waiting tasks to another queue. Thread-safe. */
public interface QueueMoves {

    /** Moves matching tasks that no worker holds and that follow this id in page order. */
    BatchResult moveSome(TaskQuery query, String toQueue, AuditNote note, UUID after, int limit);
}
