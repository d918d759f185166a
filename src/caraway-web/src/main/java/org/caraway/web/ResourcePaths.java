package org.caraway.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.caraway.TaskQueue;
import org.caraway.TaskSchema;

/**
 * The paths at which the application opens Caraway, for its OpenAPI document. Thread-safe. {@link WebStart} registers
 * them when the application starts.
 */
@ApplicationScoped
class ResourcePaths {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    private volatile List<String> paths = List.of();

    void register(List<String> where) {
        paths = List.copyOf(where);
    }

    /** Each starts with a slash and does not end with one; the context path of the application is not included. */
    List<String> paths() {
        return paths;
    }

    List<TaskSchema> schemas() {
        return tasks.schemas();
    }
}
