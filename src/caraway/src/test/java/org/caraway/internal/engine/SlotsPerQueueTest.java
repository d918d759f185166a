package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker with a slow queue of two slots and a fast one. */
class SlotsPerQueueTest {

    private static final int SLOW_SLOTS = 2;

    private final Bench bench = new Bench();
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final AtomicInteger claimed = new AtomicInteger();

    @AfterEach
    void stop() {
        mayEnd.release(100_000);
        bench.close();
    }

    @Test
    void slowWorkHoldsUpNoOtherQueue() {
        start();
        List<UUID> slow = enqueueSlow(6, null);
        Eventually.reached("slow work has all of its slots", () -> running.get() == SLOW_SLOTS);

        List<TaskView> fast = bench.awaitAll(bench.enqueue("Fast.run", 50));

        assertThat(fast).extracting(TaskView::state).containsOnly(TaskState.SUCCESS);
        assertThat(slow).noneMatch(id -> bench.view(id).state().isFinal());
        mayEnd.release(6);
        assertThat(bench.awaitAll(slow)).extracting(TaskView::state).containsOnly(TaskState.SUCCESS);
        assertThat(mostRunning).hasValue(SLOW_SLOTS);
    }

    /** Neither the due ones for which no slot is free, nor those that are not due. */
    @Test
    void whatWaitsStaysInTheDatabase() {
        start();
        enqueueSlow(500, Duration.ofHours(1));
        enqueueSlow(500, null);
        Eventually.reached("all slots have a task", () -> running.get() == SLOW_SLOTS);

        UUID later = UUID.randomUUID();
        bench.enqueue(NewTask.of(later, "Fast.run").delay(Duration.ofSeconds(1)).build());
        bench.awaitEnd(later); // the worker has polled several times meanwhile

        assertThat(claimed).as("slow tasks that reached this JVM").hasValue(SLOW_SLOTS);
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_active WHERE state = 'PENDING' AND worker_id IS NULL"))
                .isEqualTo(1_000 - SLOW_SLOTS);
    }

    private void start() {
        bench.faults().change("claim", this::count);
        bench.faults().change("claimThese", this::count);
        bench.define("Slow.run", arguments -> {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                mayEnd.acquire();
            } finally {
                running.decrementAndGet();
            }
            return null;
        });
        bench.define("Fast.run", arguments -> null);
        bench.slots(2).queue("slow", SLOW_SLOTS).start();
    }

    private @Nullable Object count(@Nullable Object tasks) {
        claimed.addAndGet((int) Stream.of((List<?>) Objects.requireNonNull(tasks))
                .flatMap(List::stream)
                .map(ClaimedTask.class::cast)
                .filter(task -> task.name().equals("Slow.run"))
                .count());
        return tasks;
    }

    private List<UUID> enqueueSlow(int count, @Nullable Duration delay) {
        List<NewTask> tasks = Stream.generate(() -> NewTask.of(UUID.randomUUID(), "Slow.run")
                        .queue("slow")
                        .delay(delay)
                        .build())
                .limit(count)
                .toList();
        bench.store().inserts().insert(tasks);
        return tasks.stream().map(NewTask::id).toList();
    }
}
