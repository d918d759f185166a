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

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
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
     * @param finished tasks that are, says the table
     * @param seconds from the first line of the first task until the table said so
     */
    record Drained(long finished, double seconds) {

        double perSecond() {
            return finished / seconds;
        }
    }

    /**
     * Waits until a load is finished, or patience ends. That a task has run is known here at once; that it is finished,
     * only the table says, so that is asked when all have run.
     *
     * @param tasks of the load, since the last {@link Work#reset()}
     * @param others tasks that were enqueued with it and are not waited for
     * @throws IllegalStateException if no task was finished
     */
    Drained awaitDrained(int tasks, long others) {
        long deadline = System.nanoTime() + sizes.patience().toNanos();
        while (Work.ran() < tasks && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long asked = System.nanoTime(); // what the table says is true as of then
        long finished = tasks + others - database.number(contender.countUnfinished());
        while (finished < tasks && asked < deadline) {
            LockSupport.parkNanos(
                    Math.max(LOOK_NANOS, System.nanoTime() - asked)); // counting takes no more than half a processor
            asked = System.nanoTime();
            finished = tasks + others - database.number(contender.countUnfinished());
        }
        if (finished <= 0) {
            throw new IllegalStateException("Not one task was finished within " + sizes.patience());
        }
        return new Drained(finished, Math.max(1, asked - Work.firstNanos()) / 1e9);
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
