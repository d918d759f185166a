package org.caraway.internal.cdi.definition;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.caraway.Task;
import org.caraway.internal.cdi.config.TaskAttribute;
import org.caraway.internal.registry.TaskSettings;

/**
 * Lists the tasks that rely on default time limits or retries: neither their annotation nor the configuration sets
 * them. For teams that want each task to set its own. Confined to the deploying thread.
 */
final class DefaultsReport {

    private static final Logger LOG = System.getLogger(DefaultsReport.class.getName());

    private final boolean enabled;
    private final List<String> lines = new ArrayList<>();

    DefaultsReport(boolean enabled) {
        this.enabled = enabled;
    }

    /** Adds the defaults that this task relies on. */
    void add(TaskAttributeSource source, DeclaredTask declared, TaskSettings settings) {
        Task task = declared.task();
        List<String> relied = new ArrayList<>();
        if (source.findExplicit(TaskAttribute.SOFT_TIME_LIMIT, task.softTimeLimit())
                .isEmpty()) {
            relied.add("softTimeLimit " + settings.softTimeLimit());
        }
        if (source.findExplicit(TaskAttribute.TIME_LIMIT, task.timeLimit()).isEmpty()) {
            relied.add("timeLimit " + settings.timeLimit());
        }
        if (source.find(TaskAttribute.MAX_RETRIES).isEmpty()
                && task.maxRetries() == TaskSettings.DEFAULT.retries().maxRetries()) {
            relied.add("maxRetries " + task.maxRetries());
        }
        if (source.find(TaskAttribute.RETRY_FOR).isEmpty() && task.retryFor().length == 0) {
            relied.add("retryFor, so that no failure is retried by itself");
        }
        if (!relied.isEmpty()) {
            lines.add(source.name() + " (" + declared.where() + "): " + String.join(", ", relied));
        }
    }

    /** Logs all in one warning, if the report is enabled and not empty. */
    void report() {
        if (enabled && !lines.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    () -> (lines.size() == 1 ? "1 task relies" : lines.size() + " tasks rely")
                            + " on defaults; say what they need in @Task or in caraway.task.\"NAME\".…:\n  "
                            + String.join("\n  ", lines));
        }
    }
}
