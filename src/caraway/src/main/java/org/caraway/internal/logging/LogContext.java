package org.caraway.internal.logging;

import java.util.Map;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Sets fields about the task in the log context (MDC) of SLF4J while its attempt runs. Thread-safe. Load it only if
 * SLF4J is available. The fields are set before the task's context is restored, and removed after its completion has
 * been logged. Afterwards the thread has its former log context, regardless of changes that the task made.
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

    /** The user who enqueued it, if known. */
    public static final String CALLER = "caraway.caller";

    /** The trace of its call, if it was traced. */
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
