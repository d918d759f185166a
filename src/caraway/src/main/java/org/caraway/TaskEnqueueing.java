package org.caraway;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A CDI event: a call is about to be enqueued. An observer may give it headers, or veto it. Fired synchronously only,
 * on the thread and in the transaction of whoever enqueues, once for each call. Confined to that thread, and of no
 * effect afterwards.
 *
 * <p>An observer that throws is logged, and the call is enqueued as if it had not been asked.
 *
 * <pre>{@code
 * void onlyInOfficeHours(@Observes @TaskName("Mail.newsletter") TaskEnqueueing event) {
 *     if (closed()) {
 *         event.veto("the office is closed");
 *     }
 * }
 * }</pre>
 */
public final class TaskEnqueueing {

    private TaskCall<?> call;
    private Optional<String> veto = Optional.empty();

    /** Of this call. */
    public TaskEnqueueing(TaskCall<?> call) {
        this.call = requireNonNull(call, "call");
    }

    /** The call, with the headers that observers gave it so far. */
    public TaskCall<?> call() {
        return call;
    }

    /** Gives the call a header, as {@link TaskCall#header} does; it replaces one of the same name. */
    public void header(String name, String value) {
        call = call.header(name, value);
    }

    /**
     * Keeps the call from being enqueued: {@link TaskQueue#enqueue} throws {@link TaskVetoedException}, and of a batch
     * nothing is enqueued. The first reason counts.
     *
     * @param reason for the exception's message
     */
    public void veto(String reason) {
        if (veto.isEmpty()) {
            veto = Optional.of(reason);
        }
    }

    /** Why it is not to be enqueued, absent if it is. */
    public Optional<String> vetoed() {
        return veto;
    }
}
