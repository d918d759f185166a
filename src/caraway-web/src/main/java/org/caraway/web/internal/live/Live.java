package org.caraway.web.internal.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import org.caraway.TaskQueue;
import org.caraway.admin.TaskFeed;
import org.caraway.web.internal.http.CallerPlaces;
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

    private final CallerPlaces places = new CallerPlaces();
    private volatile @Nullable LiveHub hub;

    /** Starts live updates. */
    public void start(Executor executor) {
        hub = new LiveHub(tasks::summaries, feed, executor);
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

    /** The places of each caller among the clients. */
    public CallerPlaces places() {
        return places;
    }
}
