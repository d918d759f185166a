package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.opentelemetry.Traced;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracingInAttemptTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Bench bench = new Bench();
    private final Traced traced = new Traced();
    private final CountDownLatch closed = new CountDownLatch(2);

    @AfterEach
    void close() {
        bench.close();
        traced.close();
    }

    @Test
    void theMethodRunsWithinTheSpanOfItsAttemptAndEachAttemptHasOne() throws InterruptedException {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        bench.observers(new Closings(), traced.observer())
                .retryFor(IOException.class)
                .define("Net.fetch", arguments -> {
                    seen.add(Span.current().getSpanContext().getSpanId());
                    if (seen.size() == 1) {
                        throw new IOException("cut off");
                    }
                    return "fetched";
                });
        bench.start();

        bench.enqueue(fetch("{\"traceparent\":\"00-" + TRACE + "-00f067aa0ba902b7-01\"}"));

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(traced.spans("process Net.fetch"))
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE))
                .extracting(span -> span.getSpanId())
                .containsExactlyElementsOf(seen);
        assertThat(traced.spans("process Net.fetch"))
                .extracting(span -> Traced.attributesOf(span).get("caraway.task.outcome"))
                .containsExactly("retry", "success");
    }

    private static NewTask fetch(String context) {
        return NewTask.of(UUID.randomUUID(), "Net.fetch").context(context).build();
    }

    /** Stands before the tracing, and so is closed after it. */
    private final class Closings implements TaskObserver {

        @Override
        public AttemptStep attempt(TaskFacts task) {
            return new AttemptStep() {

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }
    }
}
