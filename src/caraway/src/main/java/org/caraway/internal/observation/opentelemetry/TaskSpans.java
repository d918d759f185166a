package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.CarawayException;
import org.caraway.TaskCall;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/**
 * Writes a span for each call of the queue and for each attempt. Thread-safe.
 *
 * <p>Names, kinds and attributes follow OpenTelemetry's semantic conventions for messaging: enqueueing sends, an
 * attempt processes. The span of the enqueueing is current while the context is captured, so that its {@code
 * traceparent} is stored with the task. Each attempt, on any node, is a child of it and also links to it, as the
 * conventions require. A task that enqueues tasks continues the trace below the attempt's span, and the span of that
 * enqueueing links to the attempt even if there are spans of the application between them, or the call is without
 * context.
 */
final class TaskSpans implements TaskObserver {

    private static final String SYSTEM = "caraway";
    private static final ContextKey<SpanContext> ATTEMPT = ContextKey.named("caraway-attempt");
    private static final TextMapGetter<InboundCall> REQUEST = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(InboundCall call) {
            return List.of(); // headers are asked for by name
        }

        @Override
        public @Nullable String get(@Nullable InboundCall call, String name) {
            return call == null ? null : call.header(name).orElse(null);
        }
    };
    private static final TextMapGetter<Map<String, String>> STORED = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(Map<String, String> texts) {
            return texts.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> texts, String name) {
            return texts == null ? null : texts.get(name);
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final InboundCall call;
    private final Map<Token, AttemptSpan> running = new ConcurrentHashMap<>();

    /**
     * With this tracer.
     *
     * @param call the request whose trace continues if the current thread has none, because the server does not trace
     *     it
     */
    TaskSpans(Tracer tracer, TextMapPropagator propagator, InboundCall call) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.call = call;
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        Context around = Context.current();
        Context parent = Span.fromContext(around).getSpanContext().isValid() ? around : continued(around);
        SpanBuilder builder = builder("enqueue", "send", commonName(calls), SpanKind.PRODUCER, parent);
        if (calls.size() > 1) {
            builder.setAttribute(SpanAttributes.BATCH_SIZE, (long) calls.size());
        }
        SpanContext attempt = around.get(ATTEMPT);
        if (attempt != null) {
            builder.addLink(attempt);
        }
        Span span = builder.startSpan();
        return new EnqueueSpan(span, new CurrentContext(parent.with(span)));
    }

    /** With the trace of the completed task, or of the request. */
    private Context continued(Context around) {
        return CurrentTask.callerContext()
                .map(followed -> propagator.extract(around, stored(followed), STORED))
                .orElseGet(() -> propagator.extract(around, call, REQUEST));
    }

    /** Null if their names differ. */
    private static @Nullable String commonName(List<? extends TaskCall<?>> calls) {
        String first = calls.get(0).name();
        return calls.stream().allMatch(call -> call.name().equals(first)) ? first : null;
    }

    @Override
    public AttemptStep attempt(TaskFacts task) {
        Context parent = propagator.extract(Context.root(), stored(task.context()), STORED);
        SpanBuilder builder = builder("process", "process", task.name(), SpanKind.CONSUMER, parent)
                .setAttribute(SpanAttributes.QUEUE, task.queue())
                .setAttribute(SpanAttributes.TASK_ID, task.id().toString())
                .setAttribute(SpanAttributes.ATTEMPT, (long) task.attempt());
        if (task.workerId() != null) {
            builder.setAttribute(SpanAttributes.WORKER_ID, task.workerId());
        }
        builder.addLink(Span.fromContext(parent).getSpanContext()); // one that is not valid is ignored
        Span span = builder.startSpan();
        Context current = parent.with(span).with(ATTEMPT, span.getSpanContext());
        Token token = Token.of(task);
        AttemptSpan step = new AttemptSpan(span, new CurrentContext(current), () -> running.remove(token));
        running.put(token, step);
        return step;
    }

    /** Empty if it is unreadable: then the attempt fails when the context is restored. */
    private static Map<String, String> stored(CallerContext context) {
        try {
            return context.texts();
        } catch (CarawayException unreadable) {
            return Map.of();
        }
    }

    private SpanBuilder builder(
            String operation, String type, @Nullable String taskName, SpanKind kind, Context parent) {
        SpanBuilder builder = tracer.spanBuilder(taskName == null ? operation : operation + " " + taskName)
                .setParent(parent)
                .setSpanKind(kind)
                .setAttribute(SpanAttributes.SYSTEM, SYSTEM)
                .setAttribute(SpanAttributes.OPERATION_NAME, operation)
                .setAttribute(SpanAttributes.OPERATION_TYPE, type);
        return taskName == null ? builder : builder.setAttribute(SpanAttributes.TASK_NAME, taskName);
    }

    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        AttemptSpan here = running.get(Token.of(task));
        if (here != null) {
            here.ended(ending);
        }
    }

    @Override
    public void leaseLost(TaskFacts task) {
        AttemptSpan here = running.get(Token.of(task));
        if (here != null) {
            here.fenced();
        }
    }

    /** The key of an attempt in this process. */
    private record Token(UUID id, int attempt) {

        /** Explicit, because the generated method would keep the record's class loader in memory (JDK-8078641). */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Token token && id.equals(token.id) && attempt == token.attempt;
        }

        @Override
        public int hashCode() {
            return 31 * id.hashCode() + attempt;
        }

        static Token of(TaskFacts task) {
            return new Token(task.id(), task.attempt());
        }
    }
}
