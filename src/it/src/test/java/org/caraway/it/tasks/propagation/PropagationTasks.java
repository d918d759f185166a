package org.caraway.it.tasks.propagation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.UUID;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;

/** Tasks that tell who called. */
@ApplicationScoped
public class PropagationTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private CallerTenant tenant;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private ChannelPropagator channels;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Tenant, channel, locale, trace and caller. */
    @Task
    public String look() {
        return tenant.getId() + " " + channels.channel() + " "
                + task.locale().map(Locale::toLanguageTag).orElse("-") + " "
                + task.traceParent().orElse("-") + " " + task.caller().orElse("-");
    }

    /** The id of a task that looks. */
    @Task
    public UUID delegate() {
        return tasks.enqueue(PropagationTasks::look).id();
    }
}
