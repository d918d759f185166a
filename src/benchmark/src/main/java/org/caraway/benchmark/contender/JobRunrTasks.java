package org.caraway.benchmark.contender;

/** JobRunr's tasks. Stateless. */
public final class JobRunrTasks {

    /** {@link Job#NOOP}. */
    public void noop(String payload) {
        Work.run(Job.NOOP, payload);
    }

    /** {@link Job#WRITE}, in a transaction of its own. */
    public void write(String payload) {
        Work.run(Job.WRITE, payload);
    }

    /** {@link Job#STAMP}. */
    public void stamp(String payload) {
        Work.run(Job.STAMP, payload);
    }
}
