package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableMap;

import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.caraway.WorkerEvent;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerResponse;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.recover.ReleaseResult;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.Unclaimable;

/**
 * One engine in one server process: claims tasks of its queues and runs them until it is stopped. Thread-safe; starts once and
 * stops once.
 *
 * <p>The way of a task: {@link Claimer} takes its row and puts it into a {@link PrefetchQueue}; a {@link Runner} of the lane's
 * {@link Slots} takes it out and has the {@link AttemptRunner} run it; the {@link CompletionWriter} writes what came of it. Beside
 * them {@link ReportWriter}, {@link TimeLimiter}, {@link Revoker}, {@link LeaseKeeper}, {@link Rescuer}, {@link UnclaimableWatch},
 * {@link Expirer}, {@link Pruner} and {@link ResultKeeper} do what their names say. Each loop has a
 * thread of the server's managed executor.
 */
public final class Worker {

    private static final System.Logger LOG = System.getLogger(Worker.class.getName());
    private static final Duration LOOP_END = Duration.ofSeconds(3);
    private static final Duration WAKE_UP = Duration.ofMillis(100);

    private final WorkerIdentity identity = WorkerIdentity.ofThisProcess();
    private final WorkerSettings settings;
    private final Store store;
    private final QueueSignals signals;
    private final Executor executor;
    private final TaskObservers observers;
    private final CompletionNotifier news;

    private final CompletionWriter ends;
    private final ReportWriter reports;
    private final RuntimeSettingsWatcher controls;
    private final Claimer claimer;
    private final Lease lease;
    private final List<Slots> allSlots;
    private final Map<String, PrefetchQueue> lanes;
    private final NodeQueues pinned;
    private final TimeLimiter limiter;
    private final LeaseKeeper leases;
    private final Rescuer rescuer;
    private final Pruner pruner;
    private final Expirer expirer;
    private final ResultKeeper results;
    private final UnclaimableWatch unclaimable;
    private final Revoker revoker;
    private final WorkerFacts facts;
    private final ShutdownDrain lastAttempts;
    private final PayloadCodec codec;
    private volatile boolean started;
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final UndeployDetector departure = UndeployDetector.of(stopping::get);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A worker that has not started.
     *
     * @param executor gives the threads of loops and slots
     * @param virtualThreads gives those of the slots of queues that are to have virtual ones, where Java has them
     * @param configuration what it shows of its own to operators, without secrets
     */
    public Worker(
            WorkerSettings settings,
            TaskRegistry registry,
            Store store,
            QueueSignals signals,
            PayloadCodec codec,
            AttemptEnvironment surroundings,
            UserTransaction transaction,
            Executor executor,
            Executor virtualThreads,
            Map<String, String> configuration) {
        this.settings = settings;
        this.store = store;
        this.signals = signals;
        this.codec = codec;
        this.executor = executor;
        this.observers = surroundings.observers();
        lanes = lanes(settings.queues());
        pinned = new NodeQueues(settings.node(), identity.id(), settings.pollInterval());
        news = new CompletionNotifier(signals, observers);
        InFlightTasks holdings = new InFlightTasks();
        lease = new Lease(settings.lease());
        ends = new CompletionWriter(store.completions(), signals, holdings, observers);
        reports = new ReportWriter(store.reports(), codec, InstantSource.system(), observers);
        controls = new RuntimeSettingsWatcher(identity.id(), registry, store.settings(), store.requests(), new Self());
        claimer = new Claimer(
                identity.id(),
                store.claims(),
                store.nodeTasks(),
                store.releases(),
                controls,
                lanes,
                pinned,
                settings,
                holdings,
                news);
        results = new ResultKeeper(store.resultNotes(), codec.largeResults());
        LeakGuard attempts = attempts(codec, surroundings, new TaskTransaction(transaction), holdings);
        allSlots = allSlots(registry, attempts, holdings, virtualThreads);
        limiter = new TimeLimiter(allSlots, ends, observers);
        leases = new LeaseKeeper(
                identity,
                settings,
                registry.names(),
                store.workers(),
                lease,
                allSlots,
                this::served,
                controls::order,
                claimer,
                ends);
        rescuer = new Rescuer(identity.id(), store.rescues(), lease, maxDeliveries(registry), claimer, observers, news);
        pruner = new Pruner(store.retention(), store.partitions(), settings.retention());
        expirer = new Expirer(store.expiries(), news);
        unclaimable = new UnclaimableWatch(store.unclaimable(), lease);
        revoker = new Revoker(identity.id(), store.revoked(), store.releases(), allSlots, holdings, claimer, news);
        lastAttempts = new ShutdownDrain(settings, allSlots);
        facts = new WorkerFacts(identity.id(), settings.node(), allSlots, lease, InstantSource.system(), configuration);
    }

    private LeakGuard attempts(
            PayloadCodec codec, AttemptEnvironment surroundings, TaskTransaction transaction, InFlightTasks holdings) {
        return new LeakGuard(
                new AttemptRunner(
                        store.releases(),
                        store.completions(),
                        codec,
                        surroundings,
                        transaction,
                        ends,
                        reports,
                        results,
                        holdings,
                        departure),
                transaction);
    }

    private List<Slots> allSlots(
            TaskRegistry registry, LeakGuard attempts, InFlightTasks holdings, Executor virtualThreads) {
        MaskedArguments shown = new MaskedArguments(registry, codec);
        return Stream.concat(lanes.values().stream(), Stream.of(pinned.lane()))
                .map(lane -> new Slots(
                        lane,
                        scaleOf(lane),
                        registry,
                        controls,
                        store.releases(),
                        attempts,
                        reports,
                        shown,
                        claimer,
                        isVirtual(lane.queue()) ? virtualThreads : executor,
                        holdings,
                        lease,
                        departure))
                .toList();
    }

    /** What others have it do and say. */
    private final class Self implements RuntimeSettingsWatcher.Respondent {

        @Override
        public String answer(Set<WorkerDetail> details) {
            return codec.encode(facts.now(controls.order(), details), WorkerResponse.class);
        }

        @Override
        public void stopOrdered() {
            if (started && !stopping.get() && stopAsked.compareAndSet(false, true)) {
                try {
                    executor.execute(new RemoteStop(Worker.this));
                } catch (RejectedExecutionException refused) {
                    stopAsked.set(false); // with the next look again
                    throw new CarawayException("The executor refused the thread that stops worker " + id(), refused);
                }
            }
        }
    }

    private boolean isVirtual(String queue) {
        return VirtualThreads.available() && settings.virtual().contains(queue);
    }

    private static Map<String, PrefetchQueue> lanes(Map<String, SlotRange> queues) {
        return queues.entrySet().stream()
                .collect(toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> new PrefetchQueue(
                                entry.getKey(), entry.getValue().least())));
    }

    private SlotScale scaleOf(PrefetchQueue lane) {
        SlotRange range = settings.queues().getOrDefault(lane.queue(), SlotRange.of(lane.slots()));
        return new SlotScale(range, settings.slotsKeepalive());
    }

    /** The queues that it is told to serve, with the slots that they have now. */
    private Map<String, Integer> slots() {
        return lanes.values().stream().collect(toUnmodifiableMap(PrefetchQueue::queue, PrefetchQueue::slots));
    }

    /** All queues that it serves, with the slots that they have now. */
    private Map<String, Integer> served() {
        Map<String, Integer> served = new HashMap<>(slots());
        pinned.queues().forEach(queue -> served.put(queue, pinned.lane().slots()));
        return Map.copyOf(served);
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

    /** How it is, by what it knows itself. */
    public WorkerHealth health() {
        return WorkerHealth.of(stopping.get(), lease, allSlots, lanes.values(), unclaimable());
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
            expirer.start(executor);
            results.start(executor);
            rescuer.start(executor);
            unclaimable.start(executor);
            controls.start(executor);
            revoker.start(executor);
            allSlots.forEach(Slots::start);
            signals.add(controls);
            signals.add(claimer);
            claimer.start(executor);
        } catch (RejectedExecutionException refused) {
            stop();
            throw new CarawayException(
                    "The executor refused the threads of worker " + id()
                            + "; give it more threads, or set caraway.executor to one that has them",
                    refused);
        }
        if (!settings.virtual().isEmpty() && !VirtualThreads.available()) {
            LOG.log(
                    WARNING,
                    () -> "Tasks of the queues " + new TreeSet<>(settings.virtual())
                            + " run on platform threads: virtual ones need Java 21 or newer, this is Java "
                            + Runtime.version().feature() + ". Each slot takes a thread of caraway.executor");
        }
        LOG.log(INFO, () -> "Worker " + id() + " of node " + settings.node() + " serves " + settings.queues());
        observers.worker(new WorkerEvent.Online(id(), slots()));
        started = true; // an order to stop that came meanwhile is obeyed with the next look
    }

    /**
     * Stops claiming, gives unstarted tasks back, and does with running ones what {@link WorkerSettings#shutdown()} says; those
     * that have not ended then are given back within a second. Returns seven seconds after that at the latest, and after up to three
     * of the database's time-outs more if it falls silent in between. Where it is being stopped already, waits for that, and as long.
     */
    public void stop() {
        if (stopping.compareAndSet(false, true)) {
            try {
                stopAll();
            } finally {
                stopped.countDown();
            }
        } else {
            Duration patience = lastAttempts.patience().plus(LOOP_END.multipliedBy(4));
            step("wait until it is stopped", () -> stopped.await(patience.toMillis(), MILLISECONDS));
        }
    }

    private void stopAll() {
        signals.remove(claimer);
        Stream.of(claimer, rescuer, pruner, expirer, results, unclaimable).forEach(BackgroundJob::requestStop);
        allSlots.forEach(Slots::close);
        observers.worker(new WorkerEvent.ShuttingDown(id()));
        boolean inOrder = step("stop claiming", () -> claimer.awaitEnd(LOOP_END))
                && step("give unstarted tasks back", this::giveUnstartedBack);
        inOrder &= step("let running tasks finish", lastAttempts::letFinish);
        inOrder &= endJobs();
        reportStopped(inOrder);
        observers.worker(new WorkerEvent.Offline(id()));
    }

    private boolean giveUnstartedBack() {
        allSlots.forEach(slots -> news.revoked(slots.releaseUnstarted()));
        return true;
    }

    /**
     * All are told to stop before one is waited for, so that a silent database holds them up at the same time. What limits end comes
     * before the last ends, and the lease is kept until these are written. If they were not, or if a renewal may still be on its
     * way, signing off is left: the lease runs out by itself. Questions are answered as long as tasks may finish.
     */
    private boolean endJobs() {
        signals.remove(controls);
        Stream.of(limiter, revoker, ends, reports, controls).forEach(BackgroundJob::requestStop);
        long end = System.nanoTime() + LOOP_END.toNanos();
        boolean limited = step("stop watching time limits", () -> limiter.awaitEnd(until(end)));
        limited &= step("stop looking for revoked tasks", () -> revoker.awaitEnd(until(end)));
        boolean written = step("write the last ends", () -> ends.awaitEnd(until(end)));
        leases.requestStop();
        boolean told = written && step("write the last reports", () -> reports.awaitEnd(until(end)));
        boolean released = step("stop renewing the lease", () -> leases.awaitEnd(until(end)))
                && written
                && step("sign off", this::signOff);
        boolean others = step("stop rescuing", () -> rescuer.awaitEnd(until(end)));
        others &= step("stop looking for unclaimable tasks", () -> unclaimable.awaitEnd(until(end)));
        others &= step("stop reading what is set", () -> controls.awaitEnd(until(end)));
        others &= step("stop looking for expired tasks", () -> expirer.awaitEnd(until(end)));
        others &= step("stop deleting results", () -> results.awaitEnd(until(end)));
        others &= step("stop looking for late tasks", () -> claimer.awaitEndOfScans(until(end)));
        others &= step("stop pruning", () -> pruner.awaitEnd(until(end)));
        return limited && told && released && others;
    }

    /** The time that is left; never so little that a loop which only has to wake up could not. */
    private static Duration until(long endNanos) {
        Duration left = Duration.ofNanos(endNanos - System.nanoTime());
        return left.compareTo(WAKE_UP) > 0 ? left : WAKE_UP;
    }

    /** Others are told of the tasks that are theirs now. */
    private boolean signOff() {
        ReleaseResult given = store.releases().releaseAll(id());
        news.revoked(given.revoked());
        news.expired(given.expired());
        int givenBack = given.released().size();
        if (givenBack > 0) {
            LOG.log(INFO, () -> "Worker " + id() + " gave " + givenBack + " tasks back that had not ended");
        }
        settings.queues().keySet().forEach(queue -> signals.due(queue, Duration.ZERO));
        return true;
    }

    private void reportStopped(boolean inOrder) {
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
        /** Returns whether it was done in time. */
        boolean run() throws InterruptedException;
    }

    /** One step must not keep the next from being done: a thread that is left running would outlive the application. */
    private boolean step(String what, Step step) {
        try {
            if (step.run()) {
                return true;
            }
            LOG.log(WARNING, () -> "Worker " + id() + " could not " + what + " in time");
        } catch (InterruptedException interrupted) {
            LOG.log(WARNING, () -> "Worker " + id() + " was interrupted and could not " + what);
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.log(WARNING, () -> "Worker " + id() + " could not " + what, failure);
        }
        return false;
    }
}
