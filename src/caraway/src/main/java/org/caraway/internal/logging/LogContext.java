package org.caraway.internal.logging;

import java.util.Map;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts what is known of the task into the log context (MDC) of SLF4J while its attempt runs. Thread-safe. To be loaded
 * only where SLF4J is visible.
 *
 * <p>The fields are there from before the task's own context is restored until after its end has been logged. Whatever
 * the task does to the log context, the thread has its former one back afterwards.
 */
public final class LogContext implements TaskObserver {

    /** The task's id. */
    public static final String ID = "caraway.task.id";

    /** The name of its definition. */
    public static final String NAME = "caraway.task.name";

    /** The number of the attempt. */
    public static final String ATTEMPT = "caraway.task.attempt";

    /** The queue. */
    public static final String QUEUE = "caraway.queue";

    /** The worker. */
    public static final String WORKER = "caraway.worker";

    /** Who enqueued it, if somebody is known. */
    public static final String CALLER = "caraway.caller";

    /** The trace that its call belongs to, if it was traced. */
    public static final String TRACE_ID = "caraway.trace_id";

    /** An observer that sets the log context. */
    public LogContext() {}

    @Override
    public AttemptStep attempt(TaskFacts task) {
        Former former = new Former(MDC.getCopyOfContextMap());
        MDC.put(ID, task.id().toString());
        MDC.put(NAME, task.name());
        MDC.put(ATTEMPT, Integer.toString(task.attempt()));
        MDC.put(QUEUE, task.queue());
        putIfKnown(WORKER, task.workerId());
        putIfKnown(CALLER, task.context().caller());
        putIfKnown(TRACE_ID, task.context().traceId().orElse(null));
        return former;
    }

    private static void putIfKnown(String key, @Nullable String value) {
        if (value != null) {
            MDC.put(key, value);
        }
    }

    private record Former(@Nullable Map<String, String> fields) implements AttemptStep {

        @Override
        public void close() {
            if (fields == null || fields.isEmpty()) {
                MDC.clear();
            } else {
                MDC.setContextMap(fields);
            }
        }
    }
}
