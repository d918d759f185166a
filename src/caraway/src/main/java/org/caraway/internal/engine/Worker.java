package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableMap;

import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.caraway.CarawayException;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.TaskStore;
import org.caraway.internal.store.Unclaimable;

/**
 * One engine in one server process: claims tasks of its queues and runs them until it is stopped. Thread-safe; starts once and
 * stops once.
 *
 * <p>The way of a task: {@link Claimer} takes its row and puts it into a {@link Lane}; a {@link Runner} of the lane's
 * {@link Slots} takes it out and has the {@link AttemptRunner} run it; the {@link EndWriter} writes what came of it. Beside
 * them {@link ReportWriter}, {@link TimeLimiter}, {@link LeaseKeeper}, {@link Rescuer}, {@link UnclaimableWatch} and {@link Pruner} do what their names say. Each loop has a
 * thread of the server's managed executor.
 */
public final class Worker {

    private static final System.Logger LOG = System.getLogger(Worker.class.getName());
    private static final Duration LOOP_END = Duration.ofSeconds(3);
    private static final Duration INTERRUPT_END = Duration.ofMillis(500);

    private final WorkerIdentity identity = WorkerIdentity.ofThisProcess();
    private final WorkerSettings settings;
    private final TaskStore store;
    private final QueueSignals signals;
    private final Executor executor;

    private final EndWriter ends;
    private final ReportWriter reports;
    private final Claimer claimer;
    private final List<Slots> allSlots;
    private final TimeLimiter limiter;
    private final LeaseKeeper leases;
    private final Rescuer rescuer;
    private final Pruner pruner;
    private final UnclaimableWatch unclaimable;

    /** A worker that has not started. */
    public Worker(
            WorkerSettings settings,
            TaskRegistry registry,
            TaskStore store,
            QueueSignals signals,
            PayloadCodec codec,
            Surroundings surroundings,
            UserTransaction transaction,
            Executor executor) {
        this.settings = settings;
        this.store = store;
        this.signals = signals;
        this.executor = executor;
        Map<String, Lane> lanes = settings.queues().entrySet().stream()
                .collect(toUnmodifiableMap(Map.Entry::getKey, entry -> new Lane(entry.getKey(), entry.getValue())));
        Holdings holdings = new Holdings();
        Lease lease = new Lease(settings.lease());
        ends = new EndWriter(store, signals, holdings, surroundings.observers());
        reports = new ReportWriter(store, codec, InstantSource.system(), surroundings.observers());
        claimer = new Claimer(identity.id(), store, registry.names(), lanes, settings.pollInterval(), holdings);
        TaskTransaction taskTransaction = new TaskTransaction(transaction);
        LeakGuard attempts = new LeakGuard(
                new AttemptRunner(store, codec, surroundings, taskTransaction, ends, reports, holdings),
                taskTransaction);
        allSlots = lanes.values().stream()
                .map(lane -> new Slots(lane, registry, store, attempts, reports, claimer, executor, holdings, lease))
                .toList();
        limiter = new TimeLimiter(allSlots, ends, surroundings.observers());
        leases = new LeaseKeeper(identity, settings, registry.names(), store, lease, allSlots, claimer, ends);
        rescuer = new Rescuer(store, lease, maxDeliveries(registry), claimer);
        pruner = new Pruner(store, settings.retention());
        unclaimable = new UnclaimableWatch(store, lease);
    }

    private static Map<String, Integer> maxDeliveries(TaskRegistry registry) {
        return registry.names().stream()
                .collect(toMap(
                        name -> name,
                        name -> registry.find(name).orElseThrow().settings().maxDeliveries()));
    }

    /** What stands in {@code worker_id}: this host's name and a part that is new with each start. */
    public String id() {
        return identity.id();
    }

    /** Due tasks that no living worker can claim, as of the last minute; empty in the first. */
    public List<Unclaimable> unclaimable() {
        return unclaimable.latest();
    }

    /**
     * Starts all loops and runners.
     *
     * @throws CarawayException if the executor does not take them; nothing is left running then
     */
    public void start() {
        try {
            leases.start(executor);
            ends.start(executor);
            reports.start(executor);
            limiter.start(executor);
            pruner.start(executor);
            rescuer.start(executor);
            unclaimable.start(executor);
            allSlots.forEach(Slots::start);
            signals.add(claimer);
            claimer.start(executor);
        } catch (RejectedExecutionException refused) {
            stop();
            throw new CarawayException(
                    "The executor refused the threads of worker " + id()
                            + "; give it more threads, or set caraway.executor to one that has them",
                    refused);
        }
        LOG.log(INFO, () -> "Worker " + id() + " serves " + settings.queues());
    }

    /**
     * Stops claiming, gives unstarted tasks back, and does with running ones what {@link WorkerSettings#shutdown()} says; those
     * that have not ended then are given back within a second. Returns 20 s after that at the latest.
     */
    public void stop() {
        signals.remove(claimer);
        boolean stopped = step("stop claiming", () -> claimer.stop(LOOP_END));
        for (Slots slots : allSlots) {
            stopped &= step("give unstarted tasks back", slots::close);
        }
        stopped &= step("let running tasks finish", this::letFinish);
        stopped &= step("stop watching time limits", () -> limiter.stop(LOOP_END));
        stopped &= step("write the last ends", () -> ends.stop(LOOP_END));
        stopped &= step("write the last reports", () -> reports.stop(LOOP_END));
        stopped &= step("stop rescuing", () -> rescuer.stop(LOOP_END));
        stopped &= step("stop renewing the lease", () -> leases.stop(LOOP_END));
        stopped &= step("sign off", this::signOff);
        stopped &= step("stop looking for unclaimable tasks", () -> unclaimable.stop(LOOP_END));
        stopped &= step("stop pruning", () -> pruner.stop(LOOP_END));
        tellStopped(stopped);
    }

    /** Others are told of the tasks that are theirs now. */
    private void signOff() {
        int givenBack = store.removeWorker(id()).size();
        if (givenBack > 0) {
            LOG.log(INFO, () -> "Worker " + id() + " gave " + givenBack + " tasks back that had not ended");
        }
        settings.queues().keySet().forEach(queue -> signals.due(queue, Duration.ZERO));
    }

    private void tellStopped(boolean inOrder) {
        if (inOrder) {
            LOG.log(INFO, () -> "Worker " + id() + " stopped");
        } else {
            LOG.log(
                    WARNING,
                    () -> "Worker " + id()
                            + " stopped in disorder; what it still holds is taken over when its lease of "
                            + settings.lease() + " is over");
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    /** One step must not keep the next from being done: a thread that is left running would outlive the application. */
    private boolean step(String what, Step step) {
        try {
            step.run();
            return true;
        } catch (InterruptedException interrupted) {
            LOG.log(WARNING, () -> "Worker " + id() + " was interrupted and could not " + what);
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.log(WARNING, () -> "Worker " + id() + " could not " + what, failure);
        }
        return false;
    }

    private void letFinish() throws InterruptedException {
        long end = System.nanoTime() + patience().toNanos();
        boolean finished = true;
        for (Slots slots : allSlots) {
            finished &= slots.awaitRunners(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        if (!finished) {
            interruptRunning();
        }
    }

    private Duration patience() {
        return switch (settings.shutdown()) {
            case WARM -> longestLeft();
            case SOFT -> settings.shutdownGrace();
            case COLD -> Duration.ZERO;
        };
    }

    /** Until the last time limit has passed and the attempt's end is on its way. */
    private Duration longestLeft() {
        return allSlots.stream()
                .flatMap(slots -> slots.running().stream())
                .map(RunningAttempt::left)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .plus(INTERRUPT_END);
    }

    /** What is fenced off here stays STARTED until the worker is removed, which gives it back. */
    private void interruptRunning() throws InterruptedException {
        for (Slots slots : allSlots) {
            for (RunningAttempt attempt : slots.running()) {
                LOG.log(
                        WARNING,
                        () -> attempt + " did not end in time; it is interrupted, and runs again unless it may be"
                                + " delivered only once");
                attempt.fence();
            }
        }
        long end = System.nanoTime() + INTERRUPT_END.toNanos();
        for (Slots slots : allSlots) {
            slots.awaitRunners(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }
}
