package org.caraway.internal.webhook;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.NoSuchTaskException;
import org.caraway.Outcome;
import org.caraway.ResultStoreException;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskEnqueueing;
import org.caraway.TaskName;
import org.caraway.TaskQueue;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/** The task that tells an address outside how another one, or a workflow, has ended. Thread-safe. */
@Singleton
public class WebhookTask {

    /** The name under which {@link org.caraway.Workflow#notify(URI)} enqueues it. */
    public static final String NAME = "caraway.webhook";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TaskQueue tasks;
    private final TaskContext task;
    private final WebhookTargets targets;
    private final WebhookSender sender;

    /** Sends as these settings say. */
    @Inject
    public WebhookTask(TaskQueue tasks, TaskContext task, WebhookSettings settings) {
        this.tasks = tasks;
        this.task = task;
        targets = settings.targets();
        sender = new WebhookSender(settings, TIMEOUT);
    }

    /**
     * Sends the message. With ten retries, the last one is sent half a day after the first at most.
     *
     * @throws WebhookRefusedException if it cannot be sent; it is not retried then
     * @throws IOException if it was not accepted
     */
    @Task(
            name = NAME,
            retryFor = {IOException.class, ResultStoreException.class},
            maxRetries = 10,
            retryDelay = "PT10S",
            retryBackoff = 3,
            retryDelayMax = "PT3H",
            softTimeLimit = "PT1M",
            timeLimit = "PT2M",
            description = "Reports the end of a task to an address outside")
    public void send(Outcome<Object> outcome, @Sensitive URI to) throws IOException {
        TaskView ended = viewOf(outcome);
        String body = WebhookMessage.of(outcome, ended == null ? null : ended.name(), Instant.now());
        sender.send(to, idOf(ended), body);
    }

    /** The same for each retry of one message, and another one if the task runs again and ends again. */
    private String idOf(@Nullable TaskView ended) {
        Instant end = ended == null ? null : ended.finishedAt();
        return end == null ? task.id().toString() : task.id() + "-" + end.toEpochMilli();
    }

    private @Nullable TaskView viewOf(Outcome<?> outcome) {
        try {
            return tasks.handle(outcome.taskId(), Object.class).view();
        } catch (NoSuchTaskException deleted) {
            return null;
        }
    }

    /** Refuses an address that is not allowed where the workflow is enqueued. */
    void check(@Observes @TaskName(NAME) TaskEnqueueing enqueueing) {
        List<?> arguments = enqueueing.call().arguments();
        if (arguments.isEmpty() || !(arguments.get(arguments.size() - 1) instanceof URI to)) {
            return; // from JSON, whose values are read when the task runs
        }
        targets.refusal(to).ifPresent(enqueueing::veto);
    }
}
