package org.caraway.benchmark.scenario;

import java.util.Map;
import java.util.Optional;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.report.Metric;

/** How much of PostgreSQL's write-ahead log a task costs. Immutable. */
final class LogBytes {

    private final Metric all;
    private final Metric records;

    /**
     * With something to reach.
     *
     * @param goal in bytes for each task, without images of pages; 0 for none
     */
    LogBytes(double goal) {
        Metric withoutImages = Metric.lower("wal_records", "WAL without page images", "B/task");
        all = Metric.lower("wal", "WAL", "B/task");
        records = goal > 0 ? withoutImages.goal(goal) : withoutImages;
    }

    /** Adds what was written since a position, if the database has one. */
    void addTo(Map<Metric, Double> values, Database database, Optional<String> from, String to, double tasks) {
        if (from.isPresent()) {
            Database.Log log = database.log(from.get(), to);
            values.put(all, log.bytes() / tasks);
            values.put(records, (log.bytes() - log.imageBytes()) / tasks);
        }
    }
}
