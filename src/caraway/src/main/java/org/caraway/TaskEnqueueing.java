package org.caraway;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A CDI event: a call is about to be enqueued. An observer can add headers, or veto the call. Fired synchronously only,
 * on the caller's thread and in the caller's transaction, once for each call. Confined to that thread; without effect
 * after the observers have returned.
 *
 * <p>An exception of an observer is logged, and the call is enqueued as if that observer did not exist.
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

    /** For this call. */
    public TaskEnqueueing(TaskCall<?> call) {
        this.call = requireNonNull(call, "call");
    }

    /** The call, with the headers that observers have added so far. */
    public TaskCall<?> call() {
        return call;
    }

    /** Adds a header to the call, as {@link TaskCall#header} does; it replaces a header of the same name. */
    public void header(String name, String value) {
        call = call.header(name, value);
    }

    /**
     * Prevents the enqueueing: {@link TaskQueue#enqueue} throws {@link TaskVetoedException}, and no call of the batch
     * is enqueued. If several observers veto, the first reason is used.
     *
     * @param reason the text of the exception's message
     */
    public void veto(String reason) {
        if (veto.isEmpty()) {
            veto = Optional.of(reason);
        }
    }

    /** The reason of the veto, absent if there is none. */
    public Optional<String> vetoed() {
        return veto;
    }
}
