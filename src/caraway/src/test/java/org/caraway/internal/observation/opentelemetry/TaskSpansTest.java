package org.caraway.internal.observation.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.caraway.CarawayException;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskSpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Transition DONE = new Transition.Succeed("42");

    private final Traced traced = new Traced();

    @AfterEach
    void close() {
        traced.close();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Nested
    class Enqueueing {

        @Test
        void isAProducerSpanThatTheRequestsTraceContinuesIn() {
            traced.header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

            TaskFacts task = traced.enqueue("Mail.send");

            SpanData span = traced.span("enqueue Mail.send");
            assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(task.context().traceParent()).contains("00-" + TRACE + "-" + span.getSpanId() + "-01");
            assertThat(Traced.attributesOf(span))
                    .isEqualTo(Map.of(
                            "messaging.system", "caraway",
                            "messaging.operation.name", "enqueue",
                            "messaging.operation.type", "send",
                            "messaging.destination.name", "default",
                            "messaging.message.id", task.id().toString(),
                            "caraway.task.name", "Mail.send"));
        }

        @Test
        void isBelowTheSpanOfTheCallingThreadIfThatHasOne() {
            traced.header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
            Span caller = traced.tracer().spanBuilder("GET /mails").startSpan();

            try (Scope scope = caller.makeCurrent()) {
                assertThat(scope).isNotNull();
                traced.enqueue("Mail.send");
            }

            assertThat(traced.span("enqueue Mail.send").getParentSpanContext()).isEqualTo(caller.getSpanContext());
        }

        @Test
        void ofManyIsOneSpan() {
            traced.enqueue("Mail.send", "Mail.send", "Mail.send");

            SpanData span = traced.span("enqueue Mail.send");
            assertThat(Traced.attributesOf(span)).containsEntry("messaging.batch.message_count", 3L);
            assertThat(Traced.attributesOf(span)).doesNotContainKey("messaging.message.id");
        }

        @Test
        void ofDifferentTasksNamesNone() {
            traced.enqueue("Mail.send", "Mail.count");

            assertThat(Traced.attributesOf(traced.span("enqueue"))).doesNotContainKey("caraway.task.name");
        }

        @Test
        void thatIsRefusedIsAnError() {
            try (EnqueueStep step = traced.openEnqueueing("Mail.send")) {
                step.failed(new CarawayException("The context is too large"));
            }

            SpanData span = traced.span("enqueue Mail.send");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isEqualTo("The context is too large");
        }

        @Test
        void ofWhatFollowsATaskContinuesItsTrace() {
            TaskFacts task = traced.enqueue("Mail.send");

            CurrentTask.inherit(task.context());
            try {
                traced.enqueue("Mail.count");
            } finally {
                CurrentTask.leave();
            }

            assertThat(traced.span("enqueue Mail.count").getParentSpanContext().getSpanId())
                    .isEqualTo(traced.span("enqueue Mail.send").getSpanId());
        }
    }

    @Nested
    class Attempts {

        @Test
        void areConsumerSpansBelowTheEnqueueingAndLinkToIt() {
            TaskFacts task = traced.enqueue("Mail.send");

            traced.run(task, DONE);

            SpanData enqueueing = traced.span("enqueue Mail.send");
            SpanData span = traced.span("process Mail.send");
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getTraceId()).isEqualTo(enqueueing.getTraceId());
            assertThat(span.getParentSpanId()).isEqualTo(enqueueing.getSpanId());
            assertThat(span.getParentSpanContext().isRemote()).isTrue();
            assertThat(linked(span)).containsExactly(enqueueing.getSpanId());
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(Traced.attributesOf(span))
                    .isEqualTo(Map.of(
                            "messaging.system", "caraway",
                            "messaging.operation.name", "process",
                            "messaging.operation.type", "process",
                            "messaging.destination.name", "default",
                            "messaging.message.id", task.id().toString(),
                            "messaging.client.id", "worker-1",
                            "caraway.task.name", "Mail.send",
                            "caraway.task.attempt", 1L,
                            "caraway.task.outcome", "success"));
        }

        @Test
        void ofARetryLinkToTheEnqueueingToo() {
            TaskFacts task = traced.enqueue("Mail.send");

            traced.run(
                    Traced.attempt(task, 1), new Transition.Retry(Duration.ZERO, ErrorText.of(new IOException("no"))));
            traced.run(Traced.attempt(task, 2), DONE);

            List<SpanData> spans = traced.spans("process Mail.send");
            assertThat(spans)
                    .extracting(span -> Traced.attributesOf(span).get("caraway.task.outcome"))
                    .containsExactly("retry", "success");
            assertThat(spans)
                    .extracting(span -> Traced.attributesOf(span).get("caraway.task.attempt"))
                    .containsExactly(1L, 2L);
            assertThat(spans).allSatisfy(span -> assertThat(linked(span))
                    .containsExactly(traced.span("enqueue Mail.send").getSpanId()));
        }

        @Test
        void thatEndAsTheirTaskAskedSaySo() {
            TaskFacts task = traced.enqueue("Mail.send");
            Transition.Fail rejected =
                    new Transition.Fail(ErrorText.of(new IOException("no")), Transition.Reason.REJECTED);

            traced.run(Traced.attempt(task, 1), new Transition.Postpone(Duration.ZERO));
            traced.run(Traced.attempt(task, 2), new Transition.Ignore());
            traced.run(Traced.attempt(task, 3), rejected);

            List<SpanData> spans = traced.spans("process Mail.send");
            assertThat(spans)
                    .extracting(span -> Traced.attributesOf(span).get("caraway.task.outcome"))
                    .containsExactly("postponed", "ignored", "rejected");
            assertThat(spans)
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsExactly(StatusCode.UNSET, StatusCode.UNSET, StatusCode.ERROR);
        }

        @Test
        void thatFailSayWhyInBounds() {
            IOException failure = new IOException("x".repeat(5_000));

            traced.run(traced.enqueue("Mail.send"), new Transition.Fail(ErrorText.of(failure)));

            SpanData span = traced.span("process Mail.send");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).hasSize(2_000);
            assertThat(Traced.attributesOf(span))
                    .containsEntry("caraway.task.outcome", "failure")
                    .containsEntry("error.type", "java.io.IOException");
            assertThat(span.getEvents()).singleElement().satisfies(event -> {
                assertThat(event.getName()).isEqualTo("exception");
                assertThat(event.getAttributes().asMap().values())
                        .allSatisfy(value -> assertThat(value.toString()).hasSizeLessThanOrEqualTo(16_000));
            });
        }

        @Test
        void whoseLeaseIsLostAreFenced() {
            TaskFacts task = Traced.attempt(traced.enqueue("Mail.send"), 1);

            try (AttemptStep step = traced.openAttempt(task)) {
                traced.observer().leaseLost(task);
                step.ended(new AttemptResult(DONE, null, Duration.ZERO));
            }

            assertThat(Traced.attributesOf(traced.span("process Mail.send")))
                    .containsEntry("caraway.task.outcome", "fenced");
        }

        @Test
        void thatAreClosedWithoutAnEndAreFenced() {
            traced.openAttempt(Traced.attempt(traced.enqueue("Mail.send"), 1)).close();

            SpanData span = traced.span("process Mail.send");
            assertThat(Traced.attributesOf(span)).containsEntry("caraway.task.outcome", "fenced");
            assertThat(span.getStatus().getDescription())
                    .isEqualTo("The attempt was fenced off: what it did does not count");
        }

        @Test
        void thatHangAreSeenWhenTheirTimeLimitEndsThem() {
            TaskFacts task = Traced.attempt(traced.enqueue("Mail.send"), 1);

            try (AttemptStep hanging = traced.openAttempt(task)) {
                assertThat(hanging).isNotNull();
                traced.observer()
                        .ended(
                                task,
                                new AttemptResult(
                                        new Transition.Fail(ErrorText.of(new IOException("too long"))),
                                        null,
                                        Duration.ZERO));

                assertThat(Traced.attributesOf(traced.span("process Mail.send")))
                        .containsEntry("caraway.task.outcome", "failure");
            }
        }

        @Test
        void ofOthersAreNotOurs() {
            TaskFacts task = Traced.attempt(traced.enqueue("Mail.send"), 1);

            traced.observer().leaseLost(task);
            traced.observer().ended(task, new AttemptResult(DONE, null, Duration.ZERO));

            assertThat(traced.spans("process Mail.send")).isEmpty();
        }

        @Test
        void haveTheBaggageOfTheCaller() {
            traced.header("baggage", "tenant=north");
            TaskFacts task = traced.enqueue("Mail.send");

            try (AttemptStep step = traced.openAttempt(Traced.attempt(task, 1))) {
                assertThat(step).isNotNull();
                assertThat(Baggage.current().getEntryValue("tenant")).isEqualTo("north");
            }
        }

        @Test
        void leaveNothingOfWhatTheTaskLeftOpen() {
            TaskFacts task = Traced.attempt(traced.enqueue("Mail.send"), 1);

            try (AttemptStep step = traced.openAttempt(task)) {
                assertThat(step).isNotNull();
                leaveOpen();
            }

            assertThat(Context.current()).isSameAs(Context.root());
        }

        @SuppressWarnings("MustBeClosedChecker") // the mistake in question
        private void leaveOpen() {
            traced.tracer().spanBuilder("leaked").startSpan().makeCurrent();
        }

        @Test
        void withUnreadableContextAreSpansOfTheirOwn() {
            TaskFacts task = Traced.attempt(Traced.facts("Mail.send", new CallerContext(null, "[]")), 1);

            traced.run(task, DONE);

            assertThat(traced.span("process Mail.send").getParentSpanContext().isValid())
                    .isFalse();
        }
    }

    @Test
    void whatATaskEnqueuesContinuesTheTraceBelowTheAttempt() {
        TaskFacts parent = traced.enqueue("Mail.send");
        TaskFacts child;
        try (AttemptStep step = traced.openAttempt(Traced.attempt(parent, 1))) {
            child = traced.enqueue("Mail.count");
            step.ended(new AttemptResult(DONE, null, Duration.ZERO));
        }

        traced.run(child, DONE);

        SpanData attempt = traced.span("process Mail.send");
        SpanData enqueueing = traced.span("enqueue Mail.count");
        assertThat(enqueueing.getParentSpanId()).isEqualTo(attempt.getSpanId());
        assertThat(linked(enqueueing)).containsExactly(attempt.getSpanId());
        assertThat(traced.span("process Mail.count").getParentSpanId()).isEqualTo(enqueueing.getSpanId());
        assertThat(traced.span("process Mail.count").getTraceId())
                .isEqualTo(traced.span("enqueue Mail.send").getTraceId());
    }

    @Test
    void anOpenTelemetryThatCarriesNothingIsOff() {
        Tracing tracing = OpenTelemetryTracing.of(OpenTelemetry.noop(), Traced.callOf(Map.of("traceparent", "00-a")));

        assertThat(tracing.observers()).isEmpty();
        assertThat(tracing.headers()).hasSize(3);
    }

    @Test
    void headersOfAnotherFormTravelToo() {
        try (Traced inOtherForm = new Traced(new UpperCaseTrace())) {
            TaskFacts task = inOtherForm.enqueue("Mail.send");

            inOtherForm.run(task, DONE);

            assertThat(task.context().texts()).containsOnlyKeys("x-trace");
            assertThat(inOtherForm.span("process Mail.send").getParentSpanId())
                    .isEqualTo(inOtherForm.span("enqueue Mail.send").getSpanId());
        }
    }

    private static List<String> linked(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(context -> context.getSpanId())
                .toList();
    }
}
