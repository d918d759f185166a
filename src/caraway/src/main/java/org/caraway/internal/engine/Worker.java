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
import org.caraway.admin.WorkerAnswer;
import org.caraway.admin.WorkerDetail;
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
    private static final Duration LOOP_STOP = Duration.ofSeconds(3);

    private final WorkerIdentity identity = WorkerIdentity.ofThisProcess();
    private final WorkerSettings settings;
    private final Store store;
    private final QueueSignals signals;
    private final Executor executor;
    private final TaskObservers observers;
    private final CompletionNotifier notifier;

    private final CompletionWriter completionWriter;
    private final ReportWriter reports;
    private final RuntimeSettingsWatcher settingsWatcher;
    private final Claimer claimer;
    private final Lease lease;
    private final List<Slots> allSlots;
    private final Map<String, PrefetchQueue> lanes;
    private final NodeQueues nodeQueues;
    private final TimeLimiter timeLimiter;
    private final LeaseKeeper leaseKeeper;
    private final Rescuer rescuer;
    private final Pruner pruner;
    private final Expirer expirer;
    private final ResultKeeper results;
    private final UnclaimableWatch unclaimable;
    private final Revoker revoker;
    private final WorkerFacts facts;
    private final ShutdownDrain drain;
    private final PayloadCodec codec;
    private final WorkerLoops loops;
    private final StopSteps steps = new StopSteps(identity.id());
    private volatile boolean started;
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final UndeployDetector undeployDetector = UndeployDetector.of(stopping::get);
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
            AttemptEnvironment environment,
            UserTransaction transaction,
            Executor executor,
            Executor virtualThreads,
            Map<String, String> configuration) {
        this.settings = settings;
        this.store = store;
        this.signals = signals;
        this.codec = codec;
        this.executor = executor;
        this.observers = environment.observers();
        lanes = lanes(settings.queues());
        nodeQueues = new NodeQueues(settings.node(), identity.id(), settings.pollInterval());
        notifier = new CompletionNotifier(signals, observers);
        InFlightTasks inFlight = new InFlightTasks();
        lease = new Lease(settings.lease());
        completionWriter = new CompletionWriter(store.completions(), signals, inFlight, observers);
        reports = new ReportWriter(store.reports(), codec, InstantSource.system(), observers);
        settingsWatcher =
                new RuntimeSettingsWatcher(identity.id(), registry, store.settings(), store.requests(), new Self());
        claimer = new Claimer(
                identity.id(),
                store.claims(),
                store.nodeTasks(),
                store.releases(),
                settingsWatcher,
                lanes,
                nodeQueues,
                settings,
                inFlight,
                notifier);
        results = new ResultKeeper(store.resultNotes(), codec.largeResults());
        LeakGuard attempts = attempts(codec, environment, new TaskTransaction(transaction), inFlight);
        allSlots = allSlots(registry, attempts, inFlight, virtualThreads);
        timeLimiter = new TimeLimiter(allSlots, completionWriter, observers);
        leaseKeeper = new LeaseKeeper(
                identity,
                settings,
                registry.names(),
                store.workers(),
                lease,
                allSlots,
                this::served,
                settingsWatcher::order,
                claimer,
                completionWriter);
        rescuer = new Rescuer(
                identity.id(), store.rescues(), lease, maxDeliveries(registry), claimer, observers, notifier);
        pruner = new Pruner(store.retention(), store.partitions(), settings.retention());
        expirer = new Expirer(store.expiries(), notifier);
        unclaimable = new UnclaimableWatch(store.unclaimable(), lease);
        revoker = new Revoker(identity.id(), store.revoked(), store.releases(), allSlots, inFlight, claimer, notifier);
        drain = new ShutdownDrain(settings, allSlots);
        facts = new WorkerFacts(identity.id(), settings.node(), allSlots, lease, InstantSource.system(), configuration);
        loops = new WorkerLoops(
                claimer.loop(),
                List.of(timeLimiter.loop(), revoker.loop()),
                completionWriter.loop(),
                reports.loop(),
                leaseKeeper.loops(),
                settingsWatcher.loop(),
                lastLoops());
    }

    private List<Loop> lastLoops() {
        return Stream.of(
                        List.of(rescuer.loop(), unclaimable.loop(), settingsWatcher.loop(), expirer.loop()),
                        results.loops(),
                        List.of(claimer.lateTaskLoop(), pruner.loop()))
                .flatMap(List::stream)
                .toList();
    }

    private LeakGuard attempts(
            PayloadCodec codec, AttemptEnvironment environment, TaskTransaction transaction, InFlightTasks inFlight) {
        return new LeakGuard(
                new AttemptRunner(
                        store.releases(),
                        store.completions(),
                        codec,
                        environment,
                        transaction,
                        completionWriter,
                        reports,
                        results,
                        inFlight,
                        undeployDetector),
                transaction);
    }

    private List<Slots> allSlots(
            TaskRegistry registry, LeakGuard attempts, InFlightTasks inFlight, Executor virtualThreads) {
        MaskedArguments shown = new MaskedArguments(registry, codec);
        return Stream.concat(lanes.values().stream(), Stream.of(nodeQueues.lane()))
                .map(lane -> new Slots(
                        lane,
                        scaleOf(lane),
                        registry,
                        settingsWatcher,
                        store.releases(),
                        attempts,
                        reports,
                        shown,
                        claimer,
                        isVirtual(lane.queue()) ? virtualThreads : executor,
                        inFlight,
                        lease,
                        undeployDetector))
                .toList();
    }

    /** What others have it do and say. */
    private final class Self implements RuntimeSettingsWatcher.Respondent {

        @Override
        public String answer(Set<WorkerDetail> details) {
            return codec.encode(facts.now(settingsWatcher.order(), details), WorkerAnswer.class);
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
        nodeQueues.queues().forEach(queue -> served.put(queue, nodeQueues.lane().slots()));
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
            loops.start(executor);
            allSlots.forEach(Slots::start);
            signals.add(settingsWatcher);
            signals.add(claimer);
            loops.claim().start(executor);
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
            Duration patience = drain.patience().plus(LOOP_STOP.multipliedBy(4));
            steps.run("wait until it is stopped", () -> stopped.await(patience.toMillis(), MILLISECONDS));
        }
    }

    private void stopAll() {
        signals.remove(claimer);
        loops.requestStopOfSearches();
        allSlots.forEach(Slots::close);
        observers.worker(new WorkerEvent.ShuttingDown(id()));
        boolean inOrder = steps.run("stop claiming", () -> loops.claim().awaitStop(LOOP_STOP))
                && steps.run("release unstarted tasks", this::releaseUnstarted);
        inOrder &= steps.run("let running tasks finish", drain::letFinish);
        signals.remove(settingsWatcher);
        inOrder &= loops.stopAfterDrain(steps, LOOP_STOP, completionWriter::close, this::signOff);
        reportStopped(inOrder);
        observers.worker(new WorkerEvent.Offline(id()));
    }

    private boolean releaseUnstarted() {
        allSlots.forEach(slots -> notifier.revoked(slots.releaseUnstarted()));
        return true;
    }

    /** Others are told of the tasks that are theirs now. */
    private boolean signOff() {
        ReleaseResult given = store.releases().releaseAll(id());
        notifier.revoked(given.revoked());
        notifier.expired(given.expired());
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
}
