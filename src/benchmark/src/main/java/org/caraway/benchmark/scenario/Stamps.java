package org.caraway.benchmark.scenario;

import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;

/** Enqueues, at an even pace, tasks that note when they run. Stateless. */
final class Stamps {

    private static final int WARMUP_PART = 5;

    private Stamps() {}

    /** How many tasks there are for this many that are noted: a fifth more, to warm up with. */
    static int all(int noted) {
        return noted + noted / WARMUP_PART;
    }

    /**
     * Enqueues those that are not noted, and then those that are.
     *
     * @throws Exception if one is not enqueued
     */
    static void enqueue(Session session, int noted, int perSecond) throws Exception {
        int warmup = noted / WARMUP_PART;
        Pace pace = new Pace(perSecond);
        for (int task = 0; task < all(noted); task++) {
            pace.await();
            session.enqueue(Job.STAMP, task < warmup ? Work.unnotedPayload() : Work.stampedPayload(System.nanoTime()));
        }
    }
}
