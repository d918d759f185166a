package org.caraway.web.internal.json;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;
import org.caraway.TaskSummary;
import org.jspecify.annotations.Nullable;

/** Groups of failures as JSON. Stateless. */
public final class FailureShapes {

    private static final JsonProvider JSON = JsonProvider.provider();

    private FailureShapes() {}

    /**
     * Failed tasks with the same name and error type.
     *
     * @param first when the first of them finished
     * @param sample the one that finished last
     * @param place the place in the code where the sample failed, null if it is not shown
     */
    public static JsonObject group(
            String name, String errorType, int tasks, Instant first, TaskSummary sample, @Nullable String place) {
        return new Members(JSON.createObjectBuilder())
                .text("name", name)
                .text("errorType", errorType.isEmpty() ? null : errorType)
                .number("tasks", tasks)
                .text("firstAt", first)
                .text("lastAt", sample.finishedAt())
                .text("sampleId", sample.id())
                .text("sampleMessage", sample.errorMessage())
                .text("place", place)
                .build();
    }
}
