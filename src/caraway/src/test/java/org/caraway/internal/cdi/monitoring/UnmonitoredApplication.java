package org.caraway.internal.cdi.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.IsolatedClasses;
import org.caraway.internal.cdi.runtime.Deployment;

/** An application without MicroProfile Health or Metrics, for {@link IsolatedClasses}: tells what it has. */
final class UnmonitoredApplication implements Callable<String> {

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    @Override
    public String call() {
        try (Application application = Application.with(Tasks.class).deploy()) {
            Deployment deployment = application.deployment();
            return deployment.registry().names() + ", metrics "
                    + deployment.metrics().get().isPresent();
        }
    }
}
