package org.caraway.internal.cdi.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Map;
import java.util.concurrent.Callable;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.IsolatedClasses;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.InboundCall;

/** An application without OpenTelemetry, for {@link IsolatedClasses}: tells how many observers trace it. */
final class UntracedApplication {

    private UntracedApplication() {}

    /** One that would be traced if it could. */
    static final class Willing implements Callable<String> {

        @Override
        public String call() {
            return deployed(true);
        }
    }

    /** One that is not to be traced. */
    static final class Unwilling implements Callable<String> {

        @Override
        public String call() {
            return deployed(false);
        }
    }

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    private static String deployed(boolean wanted) {
        Map<String, String> configuration = Map.of("caraway.tracing", String.valueOf(wanted));
        try (Application application =
                Application.with(Tasks.class).configuredBy(configuration).deploy()) {
            ContextPropagation propagation =
                    application.deployment().propagation().get();
            propagation.capture();
            application.deployment().observers().observers(propagation, Runnable::run);
            BeanManager beans = application.bean(BeanManager.class);
            int tracing = new ApplicationTracing(beans, InboundCall.NONE, wanted)
                    .tracing()
                    .observers()
                    .size();
            return tracing + " observers trace";
        }
    }
}
