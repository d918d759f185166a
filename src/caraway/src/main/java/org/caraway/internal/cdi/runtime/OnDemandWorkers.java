package org.caraway.internal.cdi.runtime;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.store.Store;

/**
 * Creates workers that are started and stopped while the application runs: the testing kit lets tasks run only when a
 * test wants it. Thread-safe.
 */
public final class OnDemandWorkers {

    private final Store store;
    private final Function<Store, Worker> workers;
    private final Supplier<ScheduleServices> schedules;
    private final Executor executor;

    OnDemandWorkers(
            Store store, Function<Store, Worker> workers, Supplier<ScheduleServices> schedules, Executor executor) {
        this.store = store;
        this.workers = workers;
        this.schedules = schedules;
        this.executor = executor;
    }

    Worker worker(Store seen) {
        return workers.apply(seen);
    }

    ScheduleServices schedules() {
        return schedules.get();
    }

    /** Stores what the code declares, as at the start of the application. */
    public void declareSchedules() {
        schedules().declare();
    }

    /**
     * Starts a worker, and the firing of schedules.
     *
     * @param between what lies between the worker and the store, as the injection of a fault
     */
    public Running start(UnaryOperator<Store> between) {
        Worker worker = worker(between.apply(store));
        ScheduleServices firing = schedules();
        worker.start();
        firing.start(executor);
        return new Running(worker, firing);
    }

    /** A worker that runs. */
    public static final class Running implements AutoCloseable {

        private final Worker worker;
        private final ScheduleServices firing;

        private Running(Worker worker, ScheduleServices firing) {
            this.worker = worker;
            this.firing = firing;
        }

        /** Stops it as the stop of an application does, and waits for that. */
        @Override
        public void close() {
            firing.stop();
            worker.stop();
        }
    }
}
