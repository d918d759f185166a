package org.caraway.internal.observation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskError;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.propagation.CallerContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {

    private static final TaskError ERROR = new TaskError("java.io.IOException", "cut off", "");
    private static final String HISTOGRAMS = "caraway_task_";
    private static final String SENT = "{name=Mail.send,queue=mail}";

    private final ShownMetrics shown = new ShownMetrics();
    private final TaskMetrics metrics =
            new TaskMetrics(shown, Map.of("Mail.send", "mail"), List.of(Duration.ofMillis(100), Duration.ofSeconds(1)));

    private static TaskFacts task(String name, String queue, @Nullable String worker) {
        UUID id = new UUID(0, 1);
        CallerContext context = new CallerContext(null, null);
        return new TaskFacts(id, name, queue, 1, 0, worker, Duration.ofMillis(1_500), Map.of(), id, null, context);
    }

    private static TaskFacts sent() {
        return task("Mail.send", "mail", "worker-1");
    }

    private void run(TaskFacts task, Transition next, Duration ran) {
        try (AttemptStep step = metrics.attempt(task)) {
            step.started();
            step.ended(new AttemptResult(next, null, ran));
        }
    }

    @Test
    void eachAttemptIsCountedByWhatBecameOfIt() {
        run(sent(), new Transition.Succeed(null), Duration.ofMillis(1));
        run(sent(), new Transition.Ignore(), Duration.ofMillis(1));
        run(sent(), new Transition.Retry(Duration.ZERO, ERROR), Duration.ofMillis(1));
        run(sent(), new Transition.Postpone(Duration.ZERO), Duration.ofMillis(1));
        run(sent(), new Transition.Fail(ERROR), Duration.ofMillis(1));
        run(sent(), new Transition.Fail(ERROR, Transition.Reason.REJECTED), Duration.ofMillis(1));
        run(sent(), new Transition.Revoke(null, "olga"), Duration.ofMillis(1));

        assertThat(shown.nonZero(HISTOGRAMS))
                .isEqualTo(Map.of(
                        "caraway_tasks_started_total" + SENT, 7.0,
                        "caraway_tasks_succeeded_total" + SENT, 2.0,
                        "caraway_tasks_retried_total" + SENT, 1.0,
                        "caraway_tasks_postponed_total" + SENT, 1.0,
                        "caraway_tasks_failed_total" + SENT, 2.0,
                        "caraway_tasks_revoked_total" + SENT, 1.0));
    }

    @Test
    void whatEndsWithoutAnAttemptHereIsCountedAndTakesNoTime() {
        metrics.ended(sent(), AttemptResult.revoked("olga"));
        metrics.expired(sent());
        metrics.redelivered(sent());
        metrics.leaseLost(sent());

        assertThat(shown.nonZero("none"))
                .isEqualTo(Map.of(
                        "caraway_tasks_revoked_total" + SENT, 1.0,
                        "caraway_tasks_expired_total" + SENT, 1.0,
                        "caraway_tasks_redelivered_total" + SENT, 1.0,
                        "caraway_tasks_lease_lost_total" + SENT, 1.0));
    }

    @Test
    void tasksAreCountedAsTheyAreEnqueuedButNotThoseThatAnotherStandsFor() {
        try (EnqueueStep step = metrics.enqueue(List.of())) {
            step.enqueued(Arrays.asList(sent(), null, sent()));
        }

        assertThat(shown.nonZero("none")).isEqualTo(Map.of("caraway_tasks_enqueued_total" + SENT, 2.0));
    }

    @Test
    void anAttemptRunsUntilItsThreadIsDoneWithIt() {
        AttemptStep refused = metrics.attempt(sent());
        AttemptStep step = metrics.attempt(sent());
        step.started();

        assertThat(shown.value("caraway_tasks_running" + SENT)).isEqualTo(1);
        step.ended(new AttemptResult(new Transition.Succeed(null), null, Duration.ofMillis(1)));
        step.close();
        refused.close();

        assertThat(shown.value("caraway_tasks_running" + SENT)).isZero();
    }

    @Test
    void bucketsHoldWhatTheSmallerOnesHold() {
        run(sent(), new Transition.Succeed(null), Duration.ofMillis(100));
        run(sent(), new Transition.Succeed(null), Duration.ofMillis(101));
        run(sent(), new Transition.Succeed(null), Duration.ofSeconds(9));

        assertThat(shown.value("caraway_task_run_seconds_bucket{name=Mail.send,queue=mail,le=0.1}"))
                .isEqualTo(1);
        assertThat(shown.value("caraway_task_run_seconds_bucket{name=Mail.send,queue=mail,le=1.0}"))
                .isEqualTo(2);
        assertThat(shown.value("caraway_task_run_seconds_bucket{name=Mail.send,queue=mail,le=+Inf}"))
                .isEqualTo(3);
        assertThat(shown.value("caraway_task_run_seconds_count" + SENT)).isEqualTo(3);
        assertThat(shown.value("caraway_task_run_seconds_sum" + SENT)).isEqualTo(9.201);
        assertThat(shown.value("caraway_task_wait_seconds_bucket{name=Mail.send,queue=mail,le=1.0}"))
                .isZero();
        assertThat(shown.value("caraway_task_wait_seconds_sum" + SENT)).isEqualTo(4.5);
    }

    @Test
    void inlineRunsAreNotCounted() {
        run(task("Mail.send", "mail", null), new Transition.Succeed(null), Duration.ofMillis(1));

        assertThat(shown.nonZero("none")).isEmpty();
    }

    @Test
    void whatTheApplicationDefinesStandsThereFromTheBeginning() {
        assertThat(shown.value("caraway_tasks_failed_total" + SENT)).isZero();
        assertThat(shown.value("caraway_task_run_seconds_bucket{name=Mail.send,queue=mail,le=+Inf}"))
                .isZero();
    }

    @Test
    void foreignNamesAndQueuesOfSingleWorkersAreOneEach() {
        metrics.expired(task("Typo.1", "mail", null));
        metrics.expired(task("Typo.2", "mail", null));
        metrics.expired(task("Mail.send", "@worker:a", null));
        metrics.expired(task("Mail.send", "@worker:b", null));

        assertThat(shown.nonZero("none"))
                .isEqualTo(Map.of(
                        "caraway_tasks_expired_total{name=other,queue=mail}", 2.0,
                        "caraway_tasks_expired_total{name=Mail.send,queue=@worker}", 2.0));
    }

    @Test
    void aQueueForEachCustomerDoesNotMakeASeriesForEach() {
        for (int customer = 0; customer < TaskMetrics.SERIES_CAP + 100; customer++) {
            metrics.expired(task("Mail.send", "customer-" + customer, null));
        }
        metrics.expired(task("Mail.send", "customer-1", null));

        assertThat(shown.value("caraway_tasks_expired_total{name=other,queue=other}"))
                .isEqualTo(101);
        assertThat(shown.value("caraway_tasks_expired_total{name=Mail.send,queue=customer-1}"))
                .isEqualTo(2);
        assertThat(shown.nonZero("none")).hasSize(TaskMetrics.SERIES_CAP);
    }
}
