package org.caraway.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.caraway.TaskQueue;
import org.caraway.TaskSchema;

/**
 * Where the application has opened Caraway, for its description. Thread-safe. {@link WebStart} says so when the
 * application starts.
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

    /** Each with a slash at its start and none at its end, without the path of the application. */
    List<String> paths() {
        return paths;
    }

    List<TaskSchema> schemas() {
        return tasks.schemas();
    }
}
