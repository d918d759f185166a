package org.caraway.internal.cdi.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Callable;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.IsolatedClasses;

/** An application without Jakarta Persistence, for {@link IsolatedClasses}: tells which tasks it has. */
final class ApplicationWithoutPersistence implements Callable<String> {

    /** What a task may take; its parts are looked at. */
    public record Order(long id, List<String> lines) {}

    @ApplicationScoped
    static class Tasks {
        @Task(name = "orders.ship")
        public Order ship(Order order) {
            return order;
        }
    }

    @Override
    public String call() {
        try (Application application = Application.with(Tasks.class).deploy()) {
            return application.deployment().registry().names().toString();
        }
    }
}
