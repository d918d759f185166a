package org.caraway.internal.store.admin;

import java.util.UUID;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;

/** Moves waiting tasks to another queue. Thread-safe. */
public interface QueueMoves {

    /** Moves tasks that no worker holds, that the query means, and that come after this id in the order of pages. */
    BatchResult moveSome(TaskQuery query, String toQueue, AuditNote note, UUID after, int limit);
}
