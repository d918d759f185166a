package org.caraway.benchmark.contender;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.caraway.Task;

/** Caraway's tasks. Thread-safe. */
@ApplicationScoped
public class CarawayTasks {

    /** {@link Job#NOOP}. */
    @Task
    public int noop(String payload) {
        return Work.run(Job.NOOP, payload);
    }

    /** {@link Job#WRITE}, exactly once. */
    @Task
    @Transactional
    public int write(String payload) {
        return Work.run(Job.WRITE, payload);
    }

    /** {@link Job#STAMP}. */
    @Task
    public int stamp(String payload) {
        return Work.run(Job.STAMP, payload);
    }
}
