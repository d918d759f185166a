package org.caraway.internal.engine.settings;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/**
 * The settings that are in force now: those of the definitions, changed by what was set at run time, and the order that
 * the worker obeys. Thread-safe; changed by the loop of {@link RuntimeSettingsWatcher} alone.
 *
 * <p>A text that cannot be parsed, which only a SQL client can have written, is ignored, and logged once.
 */
public final class EffectiveSettings {

    private static final System.Logger LOG = System.getLogger(EffectiveSettings.class.getName());

    private final TaskRegistry registry;
    private volatile InForce inForce;

    /** As the definitions say, until {@link #apply} is called. */
    public EffectiveSettings(TaskRegistry registry) {
        this.registry = registry;
        inForce = inForce(RuntimeSettings.NONE, WorkerOrder.WORK);
    }

    /** All of one reading. */
    private record InForce(
            RuntimeSettings runtime, WorkerOrder order, Map<String, TaskSettings> settings, Claimable claimable) {}

    /**
     * What may be claimed. Immutable.
     *
     * @param names of which names: those of this application that are not paused; none if the worker is
     * @param limits what bounds their attempts, for those that have such
     */
    public record Claimable(Set<String> names, Map<String, StartLimits> limits) {}

    /** What was set for this queue. */
    public QueueControl queue(String name) {
        return inForce.runtime().queue(name);
    }

    /** What may be claimed now. */
    public Claimable claimable() {
        return inForce.claimable();
    }

    /** The settings of this definition that are in force now, null if there is none. */
    @Nullable
    public TaskSettings settings(String name) {
        return inForce.settings().get(name);
    }

    /** The order that the worker obeys. */
    public WorkerOrder order() {
        return inForce.order();
    }

    /** Puts these into force. */
    void apply(RuntimeSettings runtime, WorkerOrder order) {
        if (order != inForce.order() || !runtime.equals(inForce.runtime())) {
            inForce = inForce(runtime, order);
        }
    }

    private InForce inForce(RuntimeSettings runtime, WorkerOrder order) {
        Map<String, TaskSettings> settings = settingsWith(runtime);
        Set<String> names = new HashSet<>();
        Map<String, StartLimits> limits = new HashMap<>();
        settings.forEach((name, now) -> {
            if (order == WorkerOrder.WORK && !runtime.definition(name).paused()) {
                names.add(name);
                if (!now.limits().isEmpty()) {
                    limits.put(name, now.limits());
                }
            }
        });
        return new InForce(runtime, order, settings, new Claimable(Set.copyOf(names), Map.copyOf(limits)));
    }

    private Map<String, TaskSettings> settingsWith(RuntimeSettings runtime) {
        Map<String, TaskSettings> settings = new HashMap<>();
        for (String name : registry.names()) {
            TaskSettings own = registry.find(name).orElseThrow().settings();
            DefinitionControl control = runtime.definitions().get(name);
            settings.put(name, control == null ? own : changed(name, own, control));
        }
        return settings;
    }

    private static TaskSettings changed(String name, TaskSettings own, DefinitionControl control) {
        StartLimits limits = own.limits();
        Duration hard = parsed(name, control.timeLimit(), Duration::parse, own.timeLimit());
        Duration soft = parsed(name, control.softTimeLimit(), Duration::parse, own.softTimeLimit());
        return own.with(new StartLimits(
                        parsed(name, control.rateLimit(), RateLimit::parse, limits.rates()),
                        parsed(name, control.maxConcurrent(), ConcurrencyLimit::parse, limits.concurrency())))
                .with(new TimeLimits(soft.compareTo(hard) < 0 ? soft : hard, hard));
    }

    private static <T> T parsed(String name, @Nullable String text, Function<String, T> parse, T otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException unreadable) {
            LOG.log(
                    WARNING,
                    () -> "caraway_definition has '" + text + "' for task " + name + ", which cannot be parsed ("
                            + unreadable.getMessage() + "); it is ignored");
            return otherwise;
        }
    }
}
