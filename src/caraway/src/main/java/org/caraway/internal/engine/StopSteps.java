package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

/**
 * Runs the steps of a worker's stop, each of which may take too long or fail without keeping the next from its turn.
 * Immutable.
 */
final class StopSteps {

    private static final System.Logger LOG = System.getLogger(StopSteps.class.getName());

    private final String workerId;

    StopSteps(String workerId) {
        this.workerId = workerId;
    }

    /** One step. */
    @FunctionalInterface
    interface Step {
        /** Returns whether it was done in time. */
        boolean run() throws InterruptedException;
    }

    /**
     * Returns whether the step was done in time. A failure is logged: a thread that is left running would outlive the
     * application.
     */
    boolean run(String what, Step step) {
        try {
            if (step.run()) {
                return true;
            }
            LOG.log(WARNING, () -> "Worker " + workerId + " could not " + what + " in time");
        } catch (InterruptedException interrupted) {
            LOG.log(WARNING, () -> "Worker " + workerId + " was interrupted and could not " + what);
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.log(WARNING, () -> "Worker " + workerId + " could not " + what, failure);
        }
        return false;
    }
}
