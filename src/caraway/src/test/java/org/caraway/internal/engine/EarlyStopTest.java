package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.caraway.WorkerEvent;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.store.model.RuntimeSettings;
import org.caraway.internal.store.worker.WorkerDirectives;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that is told to stop while it starts. */
class EarlyStopTest {

    private final Bench bench = new Bench().slots(50);
    private final List<Class<?>> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void itStopsWhenItHasStarted() {
        bench.faults()
                .change("directives", look -> new WorkerDirectives(RuntimeSettings.NONE, WorkerOrder.STOP, List.of()));
        bench.observers(new TaskObserver() {
            @Override
            public void worker(WorkerEvent event) {
                events.add(event.getClass());
            }
        });

        bench.start();

        Eventually.reached("it has stopped", () -> events.contains(WorkerEvent.Offline.class));
        assertThat(events)
                .containsExactly(WorkerEvent.Online.class, WorkerEvent.ShuttingDown.class, WorkerEvent.Offline.class);
    }
}
