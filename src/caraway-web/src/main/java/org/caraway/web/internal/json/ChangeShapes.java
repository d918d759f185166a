package org.caraway.web.internal.json;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import org.caraway.admin.TaskChange;

/** The JSON representation of task changes. Stateless. Absent values are omitted. */
public final class ChangeShapes {

    private static final JsonProvider JSON = JsonProvider.provider();

    private ChangeShapes() {}

    /** A change. */
    public static JsonObject change(TaskChange change) {
        return new Members(JSON.createObjectBuilder())
                .text("change", change.kind())
                .text("id", change.id())
                .text("name", change.name())
                .text("queue", change.queue())
                .number("attempt", change.attempt())
                .text("at", change.at())
                .text("workerId", change.worker())
                .text("rootId", change.root())
                .text("createdBy", change.caller())
                .add("progress", TaskShapes.progress(change.progress()))
                .text("delay", change.delay())
                .text("errorType", change.error())
                .text("errorMessage", change.message())
                .build();
    }
}
