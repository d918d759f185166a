package org.caraway.internal.store.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.admin.StatsPoint;

/** Counts the attempts and outcomes of tasks, minute by minute. Thread-safe. */
public interface Counters {

    /**
     * Adds to the counts of this process in the present minute of the database's clock.
     *
     * @param writer the process that counted; no other process may have this name
     */
    void add(String writer, List<TaskCounts> counts);

    /**
     * The counts of all workers, by queue and name, in the order of time.
     *
     * @param since a whole minute
     * @param step whole minutes
     */
    List<StatsPoint> history(Instant since, Instant until, Duration step);
}
