package org.caraway.benchmark.contender;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
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

    /** A step of a chain. */
    @Task
    public int next(int number) {
        return number + 1;
    }

    /** Joins a group. */
    @Task
    public long sum(List<Integer> numbers) {
        return numbers.stream().mapToLong(Integer::longValue).sum();
    }

    /** {@link Job#STAMP}. */
    @Task
    public int stamp(String payload) {
        return Work.run(Job.STAMP, payload);
    }
}
