package org.caraway.benchmark.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.database.Database;

/**
 * One contender on one fresh database. Immutable.
 *
 * @param database has the contender's tables
 */
public record Run(Contender contender, Database database, Sizes sizes) {

    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int LEAST_TASKS = 20;

    /** How many of these tasks fall to the contender. */
    int share(int tasks) {
        return Math.max(Math.min(tasks, LEAST_TASKS), (int) (tasks * contender.share()));
    }

    /**
     * Begins to use the database.
     *
     * @throws Exception if the contender does not start
     */
    Session open(Purpose purpose) throws Exception {
        return contender.open(database.source(), purpose, sizes.slots());
    }

    /**
     * Enqueues this many tasks in bulk.
     *
     * @throws Exception if the contender does not take them
     */
    void load(Job job, int tasks) throws Exception {
        try (Session session = open(Purpose.ENQUEUE)) {
            enqueueAll(session, job, tasks);
        }
    }

    /**
     * Enqueues in batches.
     *
     * @throws Exception if the contender does not take them
     */
    void enqueueAll(Session session, Job job, int tasks) throws Exception {
        List<String> batch = new ArrayList<>(Collections.nCopies(sizes.batch(), Work.payload(sizes.payload())));
        for (int left = tasks; left > 0; left -= sizes.batch()) {
            session.enqueueAll(job, left >= batch.size() ? batch : batch.subList(0, left));
        }
    }

    /**
     * What became of a load.
     *
     * @param finished the number of finished tasks in the table
     * @param seconds from the first line of the first task until the table shows them as finished
     */
    record Drained(long finished, double seconds) {

        double perSecond() {
            return finished / seconds;
        }
    }

    /**
     * Waits until a load is finished, or until the timeout. Task runs are counted in this process; finished tasks are
     * counted in the table, once all have run.
     *
     * @param tasks of the load, since the last {@link Work#reset()}
     * @param others tasks that were enqueued with it and are not waited for
     * @throws IllegalStateException if no task was finished
     */
    Drained awaitDrained(int tasks, long others) {
        long deadline = System.nanoTime() + sizes.patience().toNanos();
        while (Work.ran() < tasks && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        long polled = System.nanoTime(); // the count is at least as old as this
        long finished = tasks + others - database.number(contender.countUnfinished());
        while (finished < tasks && polled < deadline) {
            LockSupport.parkNanos(
                    Math.max(POLL_NANOS, System.nanoTime() - polled)); // counting takes no more than half a processor
            polled = System.nanoTime();
            finished = tasks + others - database.number(contender.countUnfinished());
        }
        if (finished <= 0) {
            throw new IllegalStateException("Not one task was finished within " + sizes.patience());
        }
        return new Drained(finished, Math.max(1, polled - Work.firstNanos()) / 1e9);
    }

    /**
     * Loads, lets the load settle, and drains it with one worker.
     *
     * @throws Exception if the contender fails
     */
    Drained drain(Job job, int tasks) throws Exception {
        load(job, tasks);
        database.settle();
        Work.reset();
        Session session = open(Purpose.THROUGHPUT);
        try (session) {
            return awaitDrained(tasks, 0);
        }
    }
}
