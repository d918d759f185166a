package org.caraway.internal.observation;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.propagation.CallerContext;
import org.jspecify.annotations.Nullable;

/** Facts of a task for tests. */
public final class TestFacts {

    public static final UUID ID = UUID.fromString("00000000-0000-7000-8000-000000000001");
    public static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    public static final String CONTEXT = "{\"traceparent\":\"00-" + TRACE_ID + "-00f067aa0ba902b7-01\"}";

    private TestFacts() {}

    public static TaskFacts waiting(@Nullable String caller, @Nullable String context) {
        return of(0, null, Duration.ZERO, new CallerContext(caller, context));
    }

    public static TaskFacts running(@Nullable String caller, @Nullable String context) {
        return of(2, "node-a1b2c", Duration.ofMillis(1_500), new CallerContext(caller, context));
    }

    public static TaskFacts dueSince(Duration waited) {
        return of(1, "node-a1b2c", waited, new CallerContext(null, null));
    }

    private static TaskFacts of(int attempt, @Nullable String worker, Duration waited, CallerContext context) {
        return new TaskFacts(
                ID, "Mail.send", "mails", attempt, attempt / 2, worker, waited, Map.of(), ID, null, context);
    }
}
