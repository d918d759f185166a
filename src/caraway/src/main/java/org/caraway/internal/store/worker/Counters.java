package org.caraway.internal.store.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.admin.StatsPoint;

/** Counts what workers do, minute by minute. Thread-safe. */
public interface Counters {

    /**
     * Adds to what this process has done in the present minute of the database's clock.
     *
     * @param writer whose numbers they are; no other process may have this name
     */
    void add(String writer, List<TaskCounts> tallies);

    /**
     * What workers have done, by queue and name, in the order of time.
     *
     * @param since a whole minute
     * @param step whole minutes
     */
    List<StatsPoint> history(Instant since, Instant until, Duration step);
}
