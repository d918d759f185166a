package org.caraway.internal.store.recover;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * A STARTED task whose attempt its worker will not complete. Immutable.
 *
 * @param task the task with its token, without arguments
 * @param delivered whether it may be delivered only once and its method may have begun
 */
record OrphanedTask(ClaimedTask task, boolean delivered) {

    private static final TextMaps MAPS = new TextMaps();

    /**
     * Reads id, name, queue, worker_id, attempt, retries, deliveries, delivered_at, root_id, parent_id, created_by,
     * context and headers by their names.
     */
    static OrphanedTask read(ResultSet row) throws SQLException {
        ClaimedTask task = new ClaimedTask(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("queue"),
                row.getString("worker_id"),
                row.getInt("attempt"),
                row.getInt("retries"),
                row.getInt("deliveries"),
                "[]",
                MAPS.read(row.getString("headers")),
                row.getObject("root_id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getString("created_by"),
                row.getString("context"),
                Duration.ZERO,
                ClaimedTask.Particulars.NONE);
        return new OrphanedTask(task, row.getObject("delivered_at") != null);
    }
}
