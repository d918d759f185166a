package org.caraway.internal.store.model;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that was finished while no worker held it, because it was revoked or has expired. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue its queue
 * @param attempt the number of its last attempt, 0 if none began
 * @param retries how many of its attempts were followed by a retry
 * @param rootId the first task of the line of descent, null if it is the first
 * @param parentId the task that enqueued it
 * @param createdBy who enqueued it, null if not given
 * @param context JSON of the propagated context, null for nothing
 * @param revokedBy who revoked it, null if not given or not revoked
 */
public record FinishedTask(
        UUID id,
        String name,
        String queue,
        int attempt,
        int retries,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable String createdBy,
        @Nullable String context,
        @Nullable String revokedBy) {

    /** Reads all columns but {@code revoked_by} by their names. */
    public static FinishedTask read(ResultSet row, @Nullable String revokedBy) throws SQLException {
        return new FinishedTask(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("queue"),
                row.getInt("attempt"),
                row.getInt("retries"),
                row.getObject("root_id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getString("created_by"),
                row.getString("context"),
                revokedBy);
    }
}
