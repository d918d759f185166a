package org.caraway.it.tasks.tracing;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.caraway.Task;
import org.caraway.TaskQueue;

/** Tasks that tell which span they run in. */
@ApplicationScoped
public class TracingTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** The id of the child. */
    @Task
    public UUID parent() {
        return tasks.enqueue(TracingTasks::child).id();
    }

    /** The current span and the tenant in the baggage. */
    @Task
    public String child() {
        return Span.current().getSpanContext().getSpanId() + " "
                + Baggage.current().getEntryValue("tenant");
    }
}
