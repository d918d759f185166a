package org.caraway.internal.cdi.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.caraway.TaskCall;
import org.caraway.internal.cdi.config.OptionalApi;
import org.caraway.internal.logging.LogContext;
import org.caraway.internal.observation.AttemptThreadName;
import org.caraway.internal.observation.LogSettings;
import org.caraway.internal.observation.StepLog;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;

/** Creates the observers that log. Stateless. */
public final class LogObservers {

    private LogObservers() {}

    /** In the order of their notification: first the thread name and the log context, then the log lines. */
    public static List<TaskObserver> of(LogSettings settings, TaskRegistry registry) {
        Function<TaskCall<?>, Optional<String>> arguments = settings.arguments()
                ? new MaskedArguments(registry, PayloadCodec.create())::of
                : call -> Optional.empty();
        List<TaskObserver> observers = new ArrayList<>();
        observers.add(new AttemptThreadName());
        if (OptionalApi.SLF4J.present()) {
            observers.add(new LogContext());
        }
        observers.add(new StepLog(settings.steps(), arguments));
        return observers;
    }
}
