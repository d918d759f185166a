package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.CarawayException;
import org.caraway.WorkerEvent;
import org.caraway.internal.engine.attempt.UndeployDetector;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.engine.slot.Slots;
import org.caraway.internal.engine.slot.VirtualThreads;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.store.recover.ReleaseResult;
import org.caraway.internal.store.recover.TaskReleases;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.Unclaimable;

/**
 * One engine in one server process: claims tasks of its queues and runs them until it is stopped. Thread-safe; starts
 * once and stops once.
 *
 * <p>The way of a task: {@link Claimer} takes its row and puts it into a {@link PrefetchQueue}; a runner of the queue's
 * {@link Slots} takes it out and has the attempt runner run it; the {@link CompletionWriter} writes its completion.
 * Beside them, {@link WorkerLoops} names the background jobs. {@link WorkerAssembly} puts all of them together. Each
 * loop has a thread of the server's managed executor.
 */
public final class Worker {

    private static final System.Logger LOG = System.getLogger(Worker.class.getName());
    private static final Duration LOOP_STOP = Duration.ofSeconds(3);
    private static final Duration LOOP_BEGIN = Duration.ofSeconds(5);

    private static final int THREADS_BESIDE = 6; // signals, steps of all nodes, counters, and those of the application
    private static final String EXECUTOR = "caraway.executor";

    private final WorkerIdentity identity = WorkerIdentity.ofThisProcess();
    private final WorkerSettings settings;
    private final TaskReleases releases;
    private final QueueSignals signals;
    private final Executor executor;
    private final String executorName;
    private final TaskObservers observers;
    private final CompletionNotifier notifier;
    private final WorkerParts parts;
    private final ShutdownDrain drain;
    private final StopSteps steps = new StopSteps(identity.id());
    private final AtomicBoolean stopOrdered = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean started;

    /** A worker that has not started. */
    public Worker(WorkerSettings settings, WorkerServices services) {
        this.settings = settings;
        releases = services.store().releases();
        signals = services.signals();
        executor = services.executor();
        executorName = services.configuration().getOrDefault(EXECUTOR, EXECUTOR);
        observers = services.environment().observers();
        notifier = new CompletionNotifier(signals, observers);
        UndeployDetector undeployDetector = UndeployDetector.of(stopping::get);
        parts = new WorkerAssembly(identity, settings, services, notifier, undeployDetector).assemble(this::obeyStop);
        drain = new ShutdownDrain(settings, parts.allSlots());
    }

    /** The order to stop is obeyed once the worker has started, on a thread of its own. */
    private void obeyStop() {
        if (started && !stopping.get() && stopOrdered.compareAndSet(false, true)) {
            try {
                executor.execute(new RemoteStop(this));
            } catch (RejectedExecutionException refused) {
                stopOrdered.set(false); // with the next reading again
                throw new CarawayException("The executor refused the thread that stops worker " + id(), refused);
            }
        }
    }

    /** What stands in {@code worker_id}: this host's name and a part that is new with each start. */
    public String id() {
        return identity.id();
    }

    /** Due tasks that no living worker can claim, as of the last minute; empty in the first. */
    public List<Unclaimable> unclaimable() {
        return parts.unclaimable().latest();
    }

    /** Its health, as far as it can tell by itself. */
    public WorkerHealth health() {
        return WorkerHealth.of(
                stopping.get(),
                parts.lease(),
                parts.allSlots(),
                parts.queues().configured(),
                parts.loops().waiting(),
                unclaimable(),
                parts.completions().failing());
    }

    /**
     * Starts all loops and runners.
     *
     * @throws CarawayException if the executor does not take them; nothing is left running then
     */
    public void start() {
        try {
            parts.loops().start(executor);
            parts.allSlots().forEach(slots -> slots.runners().start());
            signals.add(parts.settings());
            signals.add(parts.claimer());
            parts.loops().claim().start(executor);
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
        observers.worker(new WorkerEvent.Online(id(), parts.queues().slots()));
        reportMissingThreads();
        started = true; // an earlier order to stop is obeyed with the next reading
    }

    /** An executor with few threads and a long queue refuses nothing: what it was given just never begins. */
    private void reportMissingThreads() {
        try {
            List<String> waiting = parts.loops().awaitThreads(LOOP_BEGIN);
            if (!waiting.isEmpty()) {
                LOG.log(ERROR, () -> missingThreads(waiting));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String missingThreads(List<String> waiting) {
        int loops = parts.loops().count();
        int slots = parts.queues().slots().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        return "Worker " + id() + " does not work: after " + LOOP_BEGIN + " the managed executor '" + executorName
                + "' has begun only " + (loops - waiting.size()) + " of its " + loops + " loops (waiting: " + waiting
                + "). Give the executor " + (loops + slots + THREADS_BESIDE) + " threads or more: " + loops
                + " loops, " + slots + " slots, " + THREADS_BESIDE + " beside them. On WildFly:"
                + " /subsystem=ee/managed-executor-service=default:write-attribute(name=core-threads,value="
                + (loops + slots + THREADS_BESIDE) + "). Or name a larger one in caraway.executor";
    }

    /**
     * Stops claiming, releases unstarted tasks, and does with running ones what {@link WorkerSettings#shutdown()} says;
     * those that have not finished then are released within a second. Returns seven seconds after that at the latest,
     * and after up to three of the database's time-outs more if it falls silent in between. Where it is being stopped
     * already, waits for that, and as long.
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
        WorkerLoops loops = parts.loops();
        signals.remove(parts.claimer());
        loops.requestStopOfSearches();
        parts.allSlots().forEach(slots -> slots.runners().close());
        observers.worker(new WorkerEvent.ShuttingDown(id()));
        boolean inOrder = steps.run("stop claiming", () -> loops.claim().awaitStop(LOOP_STOP))
                && steps.run("release unstarted tasks", this::releaseUnstarted);
        inOrder &= steps.run("let running tasks finish", drain::letFinish);
        signals.remove(parts.settings());
        inOrder &= loops.stopAfterDrain(steps, LOOP_STOP, parts.completions()::close, this::signOff);
        reportStopped(inOrder);
        observers.worker(new WorkerEvent.Offline(id()));
    }

    private boolean releaseUnstarted() {
        parts.allSlots().forEach(slots -> notifier.revoked(slots.unstarted().release()));
        return true;
    }

    /** Releases the remaining tasks, and notifies the other workers of them. */
    private boolean signOff() {
        ReleaseResult result = releases.releaseAll(id());
        notifier.revoked(result.revoked());
        notifier.expired(result.expired());
        notifier.advanced(result.advance());
        int released = result.released().size();
        if (released > 0) {
            LOG.log(INFO, () -> "Worker " + id() + " released " + released + " tasks that had not finished");
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
                            + " stopped in disorder; its remaining tasks are rescued when its lease of "
                            + settings.lease() + " is over");
        }
    }
}
