package org.caraway.internal.engine.settings;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Set;
import org.caraway.CallOptions;
import org.caraway.QueueUnavailableException;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.RuntimeSettingsReader;
import org.caraway.internal.store.worker.WorkerDirectives;
import org.caraway.internal.store.worker.WorkerRequests;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is set at run time, and the order and the requests to the worker. Thread-safe; the reading is confined to
 * one loop.
 *
 * <p>What is set takes effect on every worker within about a second, and at the start before anything is claimed. With
 * the same statement the worker finds the requests to it, and answers them; a new request wakes the loop through the
 * worker's own queue.
 */
public final class RuntimeSettingsWatcher implements QueueSignals.Listener, Loop.Step {

    private static final System.Logger LOG = System.getLogger(RuntimeSettingsWatcher.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String workerId;
    private final String ownQueue;
    private final EffectiveSettings settings;
    private final RuntimeSettingsReader reader;
    private final WorkerRequests requests;
    private final Respondent respondent;
    private final Loop loop = new Loop("settings", Duration.ZERO, this);

    public RuntimeSettingsWatcher(
            String workerId,
            EffectiveSettings settings,
            RuntimeSettingsReader reader,
            WorkerRequests requests,
            Respondent respondent) {
        this.workerId = workerId;
        ownQueue = CallOptions.queueOfWorker(workerId);
        this.settings = settings;
        this.reader = reader;
        this.requests = requests;
        this.respondent = respondent;
    }

    /** Answers for the worker, and stops it. Called by the loop. */
    public interface Respondent {

        /** The answer to a request for these details, as JSON. */
        String answer(Set<WorkerDetail> details);

        /** The worker is to stop; called with each reading until it does. */
        void stopOrdered();
    }

    public Loop loop() {
        return loop;
    }

    /** Reads once before the loop starts. */
    @Override
    public void prepare() {
        run();
    }

    /** A worker that is not registered keeps its last order. */
    @Override
    public Duration run() {
        WorkerDirectives directives = reader.directives(workerId);
        WorkerOrder ordered = directives.order();
        WorkerOrder order = ordered == null ? settings.order() : ordered;
        if (order != settings.order()) {
            LOG.log(INFO, () -> "Worker " + workerId + " was ordered to " + order);
        }
        settings.apply(directives.settings(), order);
        if (order == WorkerOrder.STOP) {
            respondent.stopOrdered();
        }
        directives.requests().forEach(this::answer);
        return INTERVAL;
    }

    /**
     * A request that cannot be answered delays neither another one nor the reading of settings. It is tried again until
     * it is over.
     */
    private void answer(WorkerDirectives.Request request) {
        try {
            requests.answer(workerId, request.id(), respondent.answer(request.details()));
        } catch (QueueUnavailableException outage) {
            throw outage; // the others would meet it, too
        } catch (RuntimeException failure) {
            LOG.log(WARNING, () -> "Worker " + workerId + " could not answer request " + request.id(), failure);
        }
    }

    @Override
    public void due(String queue, Duration delay) {
        dueElsewhere(queue);
    }

    @Override
    public void dueElsewhere(@Nullable String queue) {
        if (ownQueue.equals(queue)) {
            loop.wake();
        }
    }
}
