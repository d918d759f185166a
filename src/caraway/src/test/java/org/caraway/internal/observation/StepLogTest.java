package org.caraway.internal.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import org.caraway.RetryRequest;
import org.caraway.TaskCall;
import org.caraway.TaskError;
import org.caraway.TaskRejectedException;
import org.caraway.TimeLimitException;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StepLogTest {

    private static final String FACTS = ": id=00000000-0000-7000-8000-000000000001 name=Mail.send attempt=2 queue=mails"
            + " worker=node-a1b2c waited=PT1.5S";
    private static final String ENQUEUED =
            "Task enqueued: id=00000000-0000-7000-8000-000000000001 name=Mail.send attempt=0 queue=mails";
    private static final Duration RAN = Duration.ofNanos(20_400_000);
    private static final TaskError ERROR = new TaskError("java.io.IOException", "no route", "");
    private static final TaskFacts RUNNING = TestFacts.running("ann", TestFacts.CONTEXT);

    private final LoggedRecords logged = new LoggedRecords(StepLog.LOGGER);
    private final StepLog log = new StepLog(Level.INFO, call -> Optional.empty());

    @AfterEach
    void close() {
        logged.close();
    }

    @Nested
    class AnAttempt {

        @Test
        void thatStartsAndSucceedsGivesALineEach() {
            try (AttemptStep step = log.attempt(RUNNING)) {
                step.started();
                step.ended(new AttemptResult(new Transition.Succeed(null), null, RAN));
            }

            assertThat(logged.lines())
                    .containsExactly(
                            "INFO Task started" + FACTS + " caller=ann trace_id=" + TestFacts.TRACE_ID,
                            "INFO Task succeeded" + FACTS + " ran=PT0.02S caller=ann trace_id=" + TestFacts.TRACE_ID);
        }

        @Test
        void thatFailsAndRunsAgainIsAWarningWithItsCause() {
            IOException failure = new IOException("no route");

            end(new Transition.Retry(Duration.ofSeconds(4), ERROR), failure);

            assertThat(logged.lines())
                    .containsExactly("WARNING Task failed, runs again in PT4S" + FACTS + " ran=PT0.02S");
            assertThat(logged.all()).extracting(LogRecord::getThrown).containsExactly(failure);
        }

        @Test
        void thatFailsAndRunsAgainAfterADrawnWaitSaysFromWhatItWasDrawn() {
            end(
                    new Transition.Retry(
                            Duration.ofMillis(300), ERROR, Transition.Budget.RETRIES, Duration.ofSeconds(1)),
                    new IOException("no route"));

            assertThat(logged.lines())
                    .containsExactly("WARNING Task failed, runs again in PT0.3S, drawn from zero to PT1S by retryJitter"
                            + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatFailsAsOthersJustDidIsOneLineWithoutATrace() {
            AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
            StepLog quiet = new StepLog(Level.INFO, call -> Optional.empty(), now::get);
            Transition retry = new Transition.Retry(Duration.ofSeconds(4), ERROR);

            end(quiet, retry, new IOException("no route"));
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            end(quiet, retry, new IOException("no route"));
            end(
                    quiet,
                    new Transition.Fail(new TaskError("x.Other", "other", "")),
                    new IllegalStateException("another kind"));
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            end(quiet, retry, new IOException("no route"));

            assertThat(logged.all())
                    .extracting(LogRecord::getThrown)
                    .extracting(thrown ->
                            thrown == null ? "none" : thrown.getClass().getSimpleName())
                    .containsExactly("IOException", "none", "IllegalStateException", "IOException");
            assertThat(logged.lines())
                    .contains("WARNING Task failed, runs again in PT4S" + FACTS + " ran=PT0.02S"
                            + " error=java.io.IOException message=\"no route\" trace=\"as logged before\"");
        }

        @Test
        void thatFailsForGoodIsAWarning() {
            end(new Transition.Fail(ERROR), new IOException("no route"));

            assertThat(logged.lines()).containsExactly("WARNING Task failed for good" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatAsksToRunAgainWithoutACauseIsAnOrdinaryStep() {
            RetryRequest request = new RetryRequest(Duration.ofSeconds(4), null);

            end(new Transition.Retry(Duration.ofSeconds(4), ERROR), request);

            assertThat(logged.lines()).containsExactly("INFO Task asked to run again in PT4S" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatAsksToRunAgainBecauseOfAFailureIsAWarning() {
            RetryRequest request = new RetryRequest(Duration.ofSeconds(4), new IOException("no route"));

            end(new Transition.Retry(Duration.ofSeconds(4), ERROR), request);

            assertThat(logged.lines())
                    .containsExactly("WARNING Task failed, runs again in PT4S" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatFailsAsExpectedIsOneLineWithoutATrace() {
            try (AttemptStep step = log.attempt(TestFacts.running(null, null))) {
                step.ended(new AttemptResult(new Transition.Fail(ERROR), new IOException("no route"), RAN, true));
            }

            assertThat(logged.lines())
                    .containsExactly("INFO Task failed for good, as may be expected" + FACTS
                            + " ran=PT0.02S error=java.io.IOException message=\"no route\"");
            assertThat(logged.all()).extracting(LogRecord::getThrown).containsOnlyNulls();
        }

        @Test
        void thatUsedAllRetriesSaysSo() {
            end(new Transition.Fail(ERROR, Transition.Reason.RETRIES_EXHAUSTED), new IOException("no route"));

            assertThat(logged.lines())
                    .containsExactly(
                            "WARNING Task failed for good, with all of its retries used" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatRejectsItsTaskIsAWarning() {
            end(new Transition.Fail(ERROR, Transition.Reason.REJECTED), new TaskRejectedException("no account", null));

            assertThat(logged.lines()).containsExactly("WARNING Task rejected itself" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatIsPostponedOrFindsNothingToDoIsAnOrdinaryStep() {
            end(new Transition.Postpone(Duration.ofSeconds(4)), null);
            end(new Transition.Ignore(), null);

            assertThat(logged.lines())
                    .containsExactly(
                            "INFO Task postponed by PT4S" + FACTS + " ran=PT0.02S",
                            "INFO Task found nothing to do" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatReachedItsTimeLimitSaysSo() {
            TimeLimitException limit = new TimeLimitException("The attempt ran longer");

            log.ended(TestFacts.running(null, null), new AttemptResult(new Transition.Fail(ERROR), limit, RAN));

            assertThat(logged.lines())
                    .containsExactly("WARNING Task failed by its time limit for good" + FACTS + " ran=PT0.02S");
        }

        @Test
        void thatLostItsLeaseIsAWarning() {
            log.leaseLost(TestFacts.running(null, null));

            assertThat(logged.lines())
                    .containsExactly("WARNING Task is over already, or another worker's; what this attempt did is"
                            + " dropped" + FACTS);
        }

        private void end(Transition next, @Nullable Throwable failure) {
            end(log, next, failure);
        }

        private void end(StepLog into, Transition next, @Nullable Throwable failure) {
            try (AttemptStep step = into.attempt(TestFacts.running(null, null))) {
                step.ended(new AttemptResult(next, failure, RAN));
            }
        }
    }

    @Nested
    class AnEnqueuedTask {

        @Test
        void givesALineWithoutItsArguments() {
            enqueue(log, TestFacts.waiting("ann", null));

            assertThat(logged.lines()).containsExactly("INFO " + ENQUEUED + " caller=ann");
        }

        @Test
        void carriesItsArgumentsIfThatIsWanted() {
            enqueue(new StepLog(Level.INFO, call -> Optional.of("[\"a@b\"]")), TestFacts.waiting(null, null));

            assertThat(logged.lines()).containsExactly("INFO " + ENQUEUED + " arguments=\"[\\\"a@b\\\"]\"");
        }

        @Test
        void hasItsArgumentsCut() {
            enqueue(new StepLog(Level.INFO, call -> Optional.of("1".repeat(1_001))), TestFacts.waiting(null, null));

            assertThat(logged.lines()).containsExactly("INFO " + ENQUEUED + " arguments=" + "1".repeat(1_000) + "…");
        }

        @Test
        void cannotWriteALineOfItsOwn() {
            enqueue(log, TestFacts.waiting("ann\nWARNING \"x\"\\\u2028", null));

            assertThat(logged.lines())
                    .containsExactly("INFO " + ENQUEUED + " caller=\"ann\\u000aWARNING \\\"x\\\"\\\\\\u2028\"");
        }

        private void enqueue(StepLog steps, TaskFacts task) {
            List<TaskCall<@Nullable Object>> calls = List.of(TaskCall.of("Mail.send", List.of("a@b")));
            try (EnqueueStep step = steps.enqueue(calls)) {
                step.enqueued(List.of(task));
            }
        }
    }

    @Nested
    class Levels {

        @Test
        void ofOrdinaryStepsAreDebugUnlessConfigured() {
            StepLog usual = new StepLog(LogSettings.DEFAULT.steps(), call -> Optional.empty());

            usual.attempt(TestFacts.running(null, null)).started();

            assertThat(logged.lines()).containsExactly("FINE Task started" + FACTS);
        }

        @Test
        void canTurnOrdinaryStepsOffButNotFailures() {
            StepLog off = new StepLog(Level.OFF, call -> Optional.empty());

            assertThat(off.enqueue(List.of())).isSameAs(EnqueueStep.UNOBSERVED);
            AttemptStep step = off.attempt(TestFacts.running(null, null));
            step.started();
            step.ended(new AttemptResult(new Transition.Fail(ERROR), new IOException("no route"), RAN));

            assertThat(logged.lines()).containsExactly("WARNING Task failed for good" + FACTS + " ran=PT0.02S");
        }
    }
}
