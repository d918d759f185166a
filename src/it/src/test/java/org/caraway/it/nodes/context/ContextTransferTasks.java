package org.caraway.it.nodes.context;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneId;
import java.util.Locale;
import java.util.TreeSet;
import org.caraway.Task;
import org.caraway.TaskContext;

/** A task that returns the caller on whose behalf it runs. */
@ApplicationScoped
public class ContextTransferTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private ContextTransferTenant tenant;

    /** Caller, roles, tenant, locale, time zone and trace. */
    @Task
    public String readContext() {
        return String.join(
                " ",
                task.caller().orElse("-"),
                String.join("+", new TreeSet<>(task.callerRoles())),
                tenant.getId(),
                task.locale().map(Locale::toLanguageTag).orElse("-"),
                task.timeZone().map(ZoneId::getId).orElse("-"),
                task.traceParent().orElse("-"));
    }
}
