package org.caraway.internal.observation.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.TaskCall;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.InboundCall;

/** Tracing into memory, and the steps that queue and worker take. */
public final class Traced implements AutoCloseable {

    private final Map<String, String> headers = new HashMap<>();
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk;
    private final Tracing tracing;
    private final ContextPropagation propagation;

    /** In W3C's form. */
    public Traced() {
        this(TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance()));
    }

    Traced(TextMapPropagator propagator) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(propagator))
                .build();
        tracing = OpenTelemetryTracing.of(sdk, callOf(headers));
        propagation = new ContextPropagation(tracing.headers(), Optional::empty, 8_192);
    }

    static InboundCall callOf(Map<String, String> headers) {
        return new InboundCall() {

            @Override
            public boolean present() {
                return !headers.isEmpty();
            }

            @Override
            public Optional<String> caller() {
                return Optional.empty();
            }

            @Override
            public boolean callerHas(String role) {
                return false;
            }

            @Override
            public Optional<Locale> locale() {
                return Optional.empty();
            }

            @Override
            public Optional<String> header(String name) {
                return Optional.ofNullable(headers.get(name));
            }
        };
    }

    /** Of the request that is being served. */
    void header(String name, String value) {
        headers.put(name, value);
    }

    Tracer tracer() {
        return sdk.getTracer("test");
    }

    /** What is told of the steps. */
    public TaskObserver observer() {
        return tracing.observers().get(0);
    }

    EnqueueStep openEnqueueing(String... names) {
        return observer()
                .enqueue(Stream.of(names)
                        .map(name -> TaskCall.<Object>of(name, List.of("secret")))
                        .toList());
    }

    /** Enqueues one of each, and returns the first. */
    TaskFacts enqueue(String... names) {
        try (EnqueueStep step = openEnqueueing(names)) {
            CallerContext context = propagation.capture();
            List<TaskFacts> tasks =
                    Stream.of(names).map(name -> facts(name, context)).toList();
            step.enqueued(tasks);
            return tasks.get(0);
        }
    }

    static TaskFacts facts(String name, CallerContext context) {
        UUID id = UUID.randomUUID();
        return new TaskFacts(id, name, "default", 0, 0, null, Duration.ZERO, Map.of(), id, null, context);
    }

    static TaskFacts attempt(TaskFacts task, int number) {
        return new TaskFacts(
                task.id(),
                task.name(),
                task.queue(),
                number,
                number - 1,
                "worker-1",
                Duration.ZERO,
                Map.of(),
                task.rootId(),
                null,
                task.context());
    }

    AttemptStep openAttempt(TaskFacts task) {
        AttemptStep step = observer().attempt(task);
        step.started();
        return step;
    }

    /** Runs an attempt, the first if the task was not given another number. */
    void run(TaskFacts task, Transition next) {
        try (AttemptStep step = openAttempt(task.attempt() == 0 ? attempt(task, 1) : task)) {
            step.ended(new AttemptResult(next, null, Duration.ZERO));
        }
    }

    /** The only span of this name that has ended. */
    public SpanData span(String name) {
        List<SpanData> named = spans(name);
        assertThat(named).as(name).hasSize(1);
        return named.get(0);
    }

    /**
     * The spans of this name that have ended, in the order in which they began: one may be closed after the next one
     * began.
     */
    public List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
    }

    /** By their names. */
    public static Map<String, Object> attributesOf(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    @Override
    public void close() {
        sdk.getSdkTracerProvider().close();
    }
}
