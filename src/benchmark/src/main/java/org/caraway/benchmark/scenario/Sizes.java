package org.caraway.benchmark.scenario;

import java.time.Duration;

/**
 * How much is measured. Immutable.
 *
 * @param tasks of a load that is drained
 * @param payload characters of the one argument of a task that is drained or enqueued
 * @param threads that enqueue at once, where several do
 * @param slots how many tasks Caraway runs at once
 * @param batch how many tasks are enqueued at once, where that is done in bulk
 * @param backlog tasks that wait behind those of a drain
 * @param finished finished tasks that lie in the tables
 * @param latencyTasks tasks whose latency is noted
 * @param latencyPerSecond how many of them are enqueued each second
 * @param snapshot how long an old snapshot is held open
 * @param snapshotPerSecond how many tasks are enqueued each second meanwhile
 * @param patience after which a run is ended, whatever is left
 */
public record Sizes(
        int tasks,
        int payload,
        int threads,
        int slots,
        int batch,
        int backlog,
        int finished,
        int latencyTasks,
        int latencyPerSecond,
        Duration snapshot,
        int snapshotPerSecond,
        Duration patience) {

    /** Checks that all are positive. */
    public Sizes {
        check("count", tasks);
        check("payload", payload);
        check("threads", threads);
        check("slots", slots);
        check("batch", batch);
        check("backlog", backlog);
        check("finished", finished);
        check("latency-count", latencyTasks);
        check("latency-rate", latencyPerSecond);
        check("snapshot-seconds", snapshot.toSeconds());
        check("snapshot-rate", snapshotPerSecond);
        check("patience", patience.toSeconds());
    }

    private static void check(String option, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("--" + option + " is " + value + "; give it at least 1");
        }
    }
}
