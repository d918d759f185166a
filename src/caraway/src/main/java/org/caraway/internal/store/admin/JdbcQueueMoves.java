package org.caraway.internal.store.admin;

import java.sql.PreparedStatement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.workflow.Advance;

/** Moves tasks to another queue. Thread-safe. */
public final class JdbcQueueMoves implements QueueMoves {

    private final Connections connections;
    private final JdbcTaskSearch search;

    public JdbcQueueMoves(Connections connections, JdbcTaskSearch search) {
        this.connections = connections;
        this.search = search;
    }

    private static final String MOVE = """
            UPDATE caraway_active
               SET queue = ?
             WHERE id = ?
               AND queue <> ?
               AND state IN ('PENDING', 'RETRY', 'WAITING')""";

    /** A task that a worker has claimed meanwhile keeps its queue. */
    @Override
    public BatchResult moveSome(TaskQuery query, String toQueue, AuditNote note, UUID after, int limit) {
        return connections.aloneOnly("Tasks were not moved", connection -> {
            List<UUID> ids = search.live(connection, query, after, limit);
            long moved = 0;
            try (PreparedStatement update = connection.prepareStatement(MOVE)) {
                for (UUID id : ids.stream().sorted().toList()) {
                    update.setString(1, toQueue);
                    update.setObject(2, id);
                    update.setString(3, toQueue);
                    update.addBatch();
                }
                for (int count : ids.isEmpty() ? new int[0] : update.executeBatch()) {
                    moved += count;
                }
            }
            if (moved > 0) {
                JdbcAuditLog.note(connection, note, moved);
            }
            return new BatchResult(
                    moved,
                    List.of(),
                    new Advance(moved > 0 ? Set.of(toQueue) : Set.of(), Set.of()),
                    ids.size() < limit ? null : ids.get(ids.size() - 1));
        });
    }
}
