package org.caraway.internal.engine.attempt;

import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.internal.engine.settings.EffectiveSettings;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.workflow.RunningWorkflows;

/** Makes an attempt from a claimed task, with the settings that are in force now. Thread-safe. */
public final class AttemptFactory {

    private final TaskRegistry registry;
    private final EffectiveSettings effectiveSettings;
    private final ReportWriter reports;
    private final MaskedArguments maskedArguments;
    private final RunningWorkflows workflows;
    private final DurableStepServices durable;
    private final AttemptWaits waits;

    public AttemptFactory(
            TaskRegistry registry,
            EffectiveSettings effectiveSettings,
            ReportWriter reports,
            MaskedArguments maskedArguments,
            RunningWorkflows workflows,
            DurableStepServices durable,
            AttemptWaits waits) {
        this.registry = registry;
        this.effectiveSettings = effectiveSettings;
        this.reports = reports;
        this.maskedArguments = maskedArguments;
        this.workflows = workflows;
        this.durable = durable;
        this.waits = waits;
    }

    /** The definition of this name, if the application has it. */
    public Optional<TaskDefinition> definition(String name) {
        return registry.find(name);
    }

    /**
     * An attempt that begins now, on the current thread. A SQL client may have written options that cannot be read;
     * they fail the task, as arguments would.
     */
    public RunningAttempt attempt(ClaimedTask task, TaskDefinition definition) {
        ClaimedTask.Particulars call = task.particulars();
        TaskSettings inForce = effectiveSettings.settings(task.name());
        TaskSettings settings = inForce == null ? definition.settings() : inForce;
        try {
            TaskSettings overridden = CallOverrides.applied(settings, call.options(), call.maxRetries());
            return new RunningAttempt(task, overridden, reports, maskedArguments, workflows, durable, waits);
        } catch (CarawayException unreadable) {
            RunningAttempt attempt =
                    new RunningAttempt(task, settings, reports, maskedArguments, workflows, durable, waits);
            attempt.refuse(unreadable);
            return attempt;
        }
    }
}
