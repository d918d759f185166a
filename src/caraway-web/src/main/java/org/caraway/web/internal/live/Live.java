package org.caraway.web.internal.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import org.caraway.TaskQueue;
import org.caraway.admin.TaskFeed;
import org.jspecify.annotations.Nullable;

/** Owns the hub of the application, from its start to its stop. Thread-safe. */
@ApplicationScoped
public class Live {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskFeed feed;

    private volatile @Nullable LiveHub hub;

    /** Starts live updates. */
    public void start(Executor executor) {
        hub = new LiveHub(tasks::views, feed, executor);
    }

    /** Closes all connections. */
    public void stop() {
        LiveHub started = hub;
        hub = null;
        if (started != null) {
            started.stop();
        }
    }

    /** The hub, null before the start and after the stop. */
    public @Nullable LiveHub hub() {
        return hub;
    }
}
