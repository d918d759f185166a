package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.TaskCall;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final long PATIENCE_SECONDS = 60;

    private final Bench bench = new Bench();
    private final BlockingQueue<TaskFacts> expired = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        bench.close();
    }

    private NewTask expiring(UUID id, Duration span) {
        return NewTask.of(id, "Math.one")
                .timing(new CallTiming(null, null, span, null))
                .build();
    }

    private TaskObserver watch() {
        return new TaskObserver() {
            @Override
            public void expired(TaskFacts task) {
                expired.add(task);
            }
        };
    }

    @Test
    void aTaskThatExpiresBetweenItsClaimAndItsBeginningNeverRuns() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        UUID late = UUID.randomUUID();
        bench.observers(watch()).define("Math.one", arguments -> runs.incrementAndGet());
        bench.faults().change("claim", RetentionTest::withNoTimeLeft);
        bench.faults().change("claimThese", RetentionTest::withNoTimeLeft);
        bench.start();

        bench.enqueue(expiring(late, Duration.ofHours(1)));

        assertThat(bench.awaitEnd(late).state()).isEqualTo(TaskState.EXPIRED);
        assertThat(runs).hasValue(0);
        TaskFacts told = expired.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        assertThat(told.id()).isEqualTo(late);
        assertThat(told.workerId()).isEqualTo(bench.worker().id());
        assertThat(bench.failedAttempts(late)).isZero();
    }

    private static @Nullable Object withNoTimeLeft(@Nullable Object claimed) {
        return Stream.of((List<?>) Objects.requireNonNull(claimed))
                .flatMap(List::stream)
                .map(ClaimedTask.class::cast)
                .map(RetentionTest::withNoTimeLeft)
                .toList();
    }

    private static ClaimedTask withNoTimeLeft(ClaimedTask task) {
        return new ClaimedTask(
                task.id(),
                task.name(),
                task.queue(),
                task.workerId(),
                task.attempt(),
                task.retries(),
                task.deliveries(),
                task.arguments(),
                task.headers(),
                task.rootId(),
                task.parentId(),
                task.createdBy(),
                task.context(),
                task.waitTime(),
                new ClaimedTask.Particulars(
                        task.particulars().priority(), "", null, Map.of(), ClaimedTask.TimeLeft.of(Duration.ZERO)));
    }

    @Test
    void aTaskThatNobodyClaimsExpires() throws InterruptedException {
        UUID id = UUID.randomUUID();
        bench.observers(watch()).start();

        bench.enqueue(expiring(id, Duration.ofMillis(1)));

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.EXPIRED);
        TaskFacts told = expired.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        assertThat(told.attempt()).isZero();
        assertThat(told.workerId()).isNull();
    }

    @Test
    void aBroadcastCopyOfALostWorkerIsReportedAsExpired() throws InterruptedException {
        UUID copy = UUID.randomUUID();
        bench.observers(watch()).lease(Duration.ofSeconds(2)).define("Math.one", arguments -> 1);
        bench.enqueue(NewTask.of(copy, "Math.one")
                .queue(CallOptions.queueOfWorker("gone"))
                .build());
        bench.database().loseWorkerOfThose();

        bench.start();

        TaskFacts told = expired.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(told).isNotNull().satisfies(task -> assertThat(task.id()).isEqualTo(copy));
        assertThat(bench.view(copy).state()).isEqualTo(TaskState.EXPIRED);
    }

    @Test
    void aResultThatIsIgnoredIsNotStored() {
        bench.keeping(new RetentionSettings(null, true, null)).define("Math.one", arguments -> "a result");
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.result()).isNull();
    }

    @Test
    void aCallMayDropAResultThatItsDefinitionKeeps() {
        bench.define("Math.one", arguments -> "a result");
        bench.start();
        TaskCall<Object> call = TaskCall.of("Math.one", List.of());

        TaskView dropped = runToEnd(call.ignoreResult());

        assertThat(dropped.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(dropped.result()).isNull();
        assertThat(runToEnd(call).result()).isEqualTo("\"a result\"");
    }

    /** With what the client stores of such a call. */
    private TaskView runToEnd(TaskCall<?> call) {
        UUID id = UUID.randomUUID();
        bench.enqueue(NewTask.of(id, call.name())
                .options(CallOverrides.textOf(call.options().overrides()))
                .build());
        return bench.awaitEnd(id);
    }

    @Test
    void theCallDecidesAgainstItsDefinition() {
        bench.keeping(new RetentionSettings(null, true, null)).define("Math.one", arguments -> 1);
        bench.start();
        UUID id = UUID.randomUUID();

        bench.enqueue(NewTask.of(id, "Math.one")
                .options(Map.of("ignore-result", "false", "retain-for", "P30D"))
                .build());

        assertThat(bench.awaitEnd(id).result()).isEqualTo("1");
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_finished WHERE retain_until > CURRENT_TIMESTAMP"
                        + " + INTERVAL '29' DAY"))
                .isEqualTo(1);
    }

    @Test
    void aFailureIsStoredWhereResultsAreIgnored() {
        bench.keeping(new RetentionSettings(null, true, Duration.ofDays(30))).define("Math.one", arguments -> {
            throw new IllegalStateException("no");
        });
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.error()).isNotNull();
        assertThat(task.error().message()).isEqualTo("no");
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_finished WHERE retain_until IS NOT NULL"))
                .isEqualTo(1);
    }

    @Test
    void aResultThatIsTooLargeFailsForGood() {
        bench.resultCapBytes(100).retryFor(Exception.class).define("Math.one", arguments -> "ü".repeat(50));
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.error()).isNotNull();
        assertThat(task.error().message())
                .isEqualTo("The result of task " + task.id()
                        + " (Math.one) attempt 1 has 102 bytes of JSON, more than 100; store the data and return its id,"
                        + " raise caraway.max-result-bytes, or let the task ignore its result with ignoreResult");
    }

    @Test
    void aPartialResultThatIsTooLargeIsRefused() {
        bench.resultCapBytes(100).define("Math.one", arguments -> {
            CurrentTask.find().orElseThrow().partialResult("x".repeat(99));
            return null;
        });
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.error()).isNotNull();
        assertThat(task.error().type()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(task.error().message())
                .startsWith("The partial result of task " + task.id() + " (Math.one) attempt 1 has 101 bytes of JSON,")
                .endsWith("raise caraway.max-result-bytes, or publish less");
    }
}
