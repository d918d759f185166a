package org.caraway.it.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.caraway.Join;
import org.caraway.TaskQueue;
import org.caraway.Workflow;
import org.jspecify.annotations.Nullable;

/** Workflows for a run with faults, and how each has to end. */
enum WorkflowShape {
    /** A chain of three steps. */
    CHAIN(3, 0, 0, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            return tasks.call(FaultSteps::step, (long) size)
                    .then(FaultSteps::add, 1L)
                    .then(FaultSteps::add, 2L);
        }

        @Override
        Long value(int size) {
            return size + 3L;
        }
    },

    /** A group with a join and callbacks; every other member is transactional. */
    CHORD(4, 1, 1, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            return Workflow.group(members(tasks, size))
                    .join(FaultSteps::sum)
                    .onSuccess(FaultSteps::done)
                    .onFailure(FaultSteps::failed);
        }

        @Override
        Long value(int size) {
            return sumTo(size);
        }
    },

    /** A group of two chords. */
    NESTED(6, 2, 0, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            Workflow<Long> chord = Workflow.group(members(tasks, size)).join(FaultSteps::sum);
            return Workflow.group(chord, chord).join(FaultSteps::sum);
        }

        @Override
        Long value(int size) {
            return 2 * sumTo(size);
        }
    },

    /** A step for each element of a result, two at once. */
    FAN_OUT(4, 1, 1, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            return tasks.call(FaultSteps::numbers, size)
                    .thenEach(FaultSteps::transactional)
                    .atMost(AT_MOST)
                    .join(FaultSteps::sum)
                    .onSuccess(FaultSteps::done);
        }

        @Override
        Long value(int size) {
            return sumTo(size);
        }
    },

    /** A join that takes the failure of one member. */
    SETTLED(3, 1, 0, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            return Workflow.group(withOneBroken(tasks, members(tasks, size))).join(FaultSteps::settle, Join.SETTLED);
        }

        @Override
        Long value(int size) {
            return sumTo(size) + FaultSteps.FAILURE;
        }
    },

    /** A join of the first two of equal members, of which one fails. */
    AT_LEAST(3, 1, 0, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            List<Workflow<Long>> equal = new ArrayList<>();
            LongStream.rangeClosed(1, size).forEach(n -> equal.add(tasks.call(FaultSteps::transactional, 7L)));
            return Workflow.group(withOneBroken(tasks, equal)).join(FaultSteps::sum, Join.atLeast(2));
        }

        @Override
        Long value(int size) {
            return 14L;
        }
    },

    /** A group of which one member fails, and so its join does, too. */
    FAILING(5, 1, 0, 1) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            return Workflow.group(withOneBroken(tasks, members(tasks, size)))
                    .join(FaultSteps::sum)
                    .onSuccess(FaultSteps::done)
                    .onFailure(FaultSteps::failed);
        }
    },

    /** A step that decides which of two follows. */
    BRANCH(6, 0, 0, 0) {
        @Override
        Workflow<Long> of(TaskQueue tasks, int size) {
            return tasks.call(FaultSteps::step, (long) size)
                    .thenIf(FaultSteps::even, even -> even.then(FaultSteps::add, 10L))
                    .orElse(odd -> odd.then(FaultSteps::add, 20L))
                    .then(FaultSteps::add, 1L);
        }

        @Override
        Long value(int size) {
            return size + (size % 2 == 0 ? 11L : 21L);
        }
    };

    /** How many steps of a {@link #FAN_OUT} run at once. */
    static final int AT_MOST = 2;

    private final int fixed;
    private final int each;
    private final int done;
    private final int failed;

    /**
     * What is there in the end, with the rows of groups and of steps that did not run.
     *
     * @param fixed the rows of any size
     * @param each the rows for each member
     * @param done how often the callback for successes has run
     * @param failed how often that for failures has
     */
    WorkflowShape(int fixed, int each, int done, int failed) {
        this.fixed = fixed;
        this.each = each;
        this.done = done;
        this.failed = failed;
    }

    /** The workflow of this size, 2 or more. */
    abstract Workflow<Long> of(TaskQueue tasks, int size);

    /** The result, null if it fails. */
    @Nullable
    Long value(int size) {
        return null;
    }

    int rows(int size) {
        return fixed + size * each;
    }

    int done() {
        return done;
    }

    int failed() {
        return failed;
    }

    private static List<Workflow<Long>> members(TaskQueue tasks, int size) {
        List<Workflow<Long>> members = new ArrayList<>();
        for (long number = 1; number <= size; number++) {
            members.add(
                    number % 2 == 0
                            ? tasks.call(FaultSteps::step, number)
                            : tasks.call(FaultSteps::transactional, number));
        }
        return members;
    }

    private static List<Workflow<Long>> withOneBroken(TaskQueue tasks, List<Workflow<Long>> members) {
        List<Workflow<Long>> all = new ArrayList<>(members);
        all.add(members.size() / 2, tasks.call(FaultSteps::broken, 1L));
        return all;
    }

    private static long sumTo(int size) {
        return LongStream.rangeClosed(1, size).sum();
    }
}
