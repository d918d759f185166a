package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.caraway.CallOptions;
import org.caraway.QueueUnavailableException;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.RuntimeSettings;
import org.caraway.internal.store.model.RuntimeSettings.DefinitionControl;
import org.caraway.internal.store.model.RuntimeSettings.QueueControl;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.RuntimeSettingsReader;
import org.caraway.internal.store.worker.WorkerDirectives;
import org.caraway.internal.store.worker.WorkerRequests;
import org.jspecify.annotations.Nullable;

/**
 * What is in force now: the settings of the definitions with what was set at run time, and what the worker is told to do. Thread-safe;
 * the reading is confined to one loop. What is set takes effect on every worker within about a second, and at the start before anything is
 * claimed. With the same look the worker finds what it is asked, and answers; whoever asks wakes the loop through the worker's own queue.
 *
 * <p>A text that means nothing, which only a SQL client can have written, is left out, and told once.
 */
final class RuntimeSettingsWatcher implements QueueSignals.Listener, Loop.Step {

    private static final System.Logger LOG = System.getLogger(RuntimeSettingsWatcher.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String workerId;
    private final String ownQueue;
    private final TaskRegistry registry;
    private final RuntimeSettingsReader reader;
    private final WorkerRequests requests;
    private final Respondent respondent;
    private final Loop loop = new Loop("settings", Duration.ZERO, this);
    private volatile InForce inForce;

    RuntimeSettingsWatcher(
            String workerId,
            TaskRegistry registry,
            RuntimeSettingsReader reader,
            WorkerRequests requests,
            Respondent respondent) {
        this.workerId = workerId;
        ownQueue = CallOptions.queueOfWorker(workerId);
        this.registry = registry;
        this.reader = reader;
        this.requests = requests;
        this.respondent = respondent;
        inForce = inForce(RuntimeSettings.NONE, WorkerOrder.WORK);
    }

    /** Who answers for the worker, and stops it. Called by the loop. */
    interface Respondent {

        /** The answer to a question for these details, as JSON. */
        String answer(Set<WorkerDetail> details);

        /** The worker is to stop; told with each look until it does. */
        void stopOrdered();
    }

    /** All of one reading. */
    private record InForce(
            RuntimeSettings controls, WorkerOrder order, Map<String, TaskSettings> settings, Claimable claimable) {}

    /**
     * What may be claimed. Immutable.
     *
     * @param names of which names: those of this application that are not paused; none if the worker is
     * @param limits what bounds their attempts, for those that have such
     */
    record Claimable(Set<String> names, Map<String, StartLimits> limits) {}

    Loop loop() {
        return loop;
    }

    /** Reads once before the loop starts. */
    @Override
    public void prepare() {
        run();
    }

    /** What was set for this queue. */
    QueueControl queue(String name) {
        return inForce.controls().queue(name);
    }

    /** What may be claimed now. */
    Claimable claimable() {
        return inForce.claimable();
    }

    /** The settings of this definition that hold now, null if there is none. */
    @Nullable
    TaskSettings settings(String name) {
        return inForce.settings().get(name);
    }

    /** What the worker was told to do. */
    WorkerOrder order() {
        return inForce.order();
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

    /** A worker that is not registered keeps its last order. */
    @Override
    public Duration run() {
        WorkerDirectives found = reader.directives(workerId);
        WorkerOrder told = found.order();
        WorkerOrder order = told == null ? inForce.order() : told;
        if (order != inForce.order() || !found.controls().equals(inForce.controls())) {
            applyOrder(order);
            inForce = inForce(found.controls(), order);
        }
        if (order == WorkerOrder.STOP) {
            respondent.stopOrdered();
        }
        found.questions().forEach(this::answer);
        return INTERVAL;
    }

    /** One that cannot be answered keeps no other from it, nor what was set from being read. It is tried again until it is over. */
    private void answer(WorkerDirectives.Request question) {
        try {
            requests.answer(workerId, question.id(), respondent.answer(question.details()));
        } catch (QueueUnavailableException outage) {
            throw outage; // the others would meet it, too
        } catch (RuntimeException failure) {
            LOG.log(WARNING, () -> "Worker " + workerId + " could not answer question " + question.id(), failure);
        }
    }

    private void applyOrder(WorkerOrder order) {
        if (order != inForce.order()) {
            LOG.log(INFO, () -> "Worker " + workerId + " was told to " + order);
        }
    }

    private InForce inForce(RuntimeSettings controls, WorkerOrder order) {
        Map<String, TaskSettings> settings = settingsWith(controls);
        Set<String> names = new HashSet<>();
        Map<String, StartLimits> limits = new HashMap<>();
        settings.forEach((name, now) -> {
            if (order == WorkerOrder.WORK && !controls.definition(name).paused()) {
                names.add(name);
                if (!now.limits().isEmpty()) {
                    limits.put(name, now.limits());
                }
            }
        });
        return new InForce(controls, order, settings, new Claimable(Set.copyOf(names), Map.copyOf(limits)));
    }

    private Map<String, TaskSettings> settingsWith(RuntimeSettings controls) {
        Map<String, TaskSettings> settings = new HashMap<>();
        for (String name : registry.names()) {
            TaskSettings own = registry.find(name).orElseThrow().settings();
            DefinitionControl control = controls.definitions().get(name);
            settings.put(name, control == null ? own : changed(name, own, control));
        }
        return settings;
    }

    private static TaskSettings changed(String name, TaskSettings own, DefinitionControl control) {
        StartLimits limits = own.limits();
        Duration hard = read(name, control.timeLimit(), Duration::parse, own.timeLimit());
        Duration soft = read(name, control.softTimeLimit(), Duration::parse, own.softTimeLimit());
        return own.with(new StartLimits(
                        read(name, control.rateLimit(), RateLimit::parse, limits.rates()),
                        read(name, control.maxConcurrent(), ConcurrencyLimit::parse, limits.concurrency())))
                .with(new TimeLimits(soft.compareTo(hard) < 0 ? soft : hard, hard));
    }

    private static <T> T read(String name, @Nullable String text, Function<String, T> parse, T otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException unreadable) {
            LOG.log(
                    WARNING,
                    () -> "caraway_definition says '" + text + "' for task " + name + ", which means nothing ("
                            + unreadable.getMessage() + "); it is left out");
            return otherwise;
        }
    }
}
