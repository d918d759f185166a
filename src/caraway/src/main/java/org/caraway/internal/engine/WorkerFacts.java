package org.caraway.internal.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerResponse;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.engine.slot.Slots;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * What a worker can say of itself at a moment. Thread-safe. Lanes and attempts are read one after the other while they
 * go on: the numbers may differ by what happened in between.
 */
final class WorkerFacts {

    private static final int LIST_CAP = 500;
    private static final int FRAMES_CAP = 100;

    private final String id;
    private final String node;
    private final Collection<Slots> allSlots;
    private final Lease lease;
    private final InstantSource clock;
    private final Map<String, String> configuration;
    private final long createdNanos = System.nanoTime();

    /** @param configuration what is shown of it, without secrets */
    WorkerFacts(
            String id,
            String node,
            Collection<Slots> allSlots,
            Lease lease,
            InstantSource clock,
            Map<String, String> configuration) {
        this.id = id;
        this.node = node;
        this.allSlots = allSlots;
        this.lease = lease;
        this.clock = clock;
        this.configuration = Map.copyOf(configuration);
    }

    WorkerResponse now(WorkerOrder order, Set<WorkerDetail> details) {
        ProcessHandle process = ProcessHandle.current();
        return new WorkerResponse(
                id,
                node,
                process.pid(),
                clock.instant(),
                Duration.ofNanos(System.nanoTime() - createdNanos),
                order,
                lease.held(),
                allSlots.stream().map(WorkerFacts::queue).toList(),
                attempts(details.contains(WorkerDetail.STACKS)),
                waiting(),
                memory(),
                Runtime.getRuntime().availableProcessors(),
                process.info().totalCpuDuration().orElse(Duration.ZERO),
                details.contains(WorkerDetail.CONFIGURATION) ? configuration : Map.of());
    }

    private static WorkerResponse.Lane queue(Slots slots) {
        PrefetchQueue queue = slots.queue();
        return new WorkerResponse.Lane(
                queue.queue(),
                queue.slots(),
                queue.usable(),
                queue.busy(),
                queue.waiting().size(),
                slots.runners().stuck().size());
    }

    private List<WorkerResponse.Attempt> attempts(boolean withStacks) {
        return allSlots.stream()
                .flatMap(slots -> Stream.concat(
                        slots.attempts().all().stream().map(attempt -> new Found(attempt, false, attempt.runTime())),
                        slots.runners().stuck().stream().map(attempt -> new Found(attempt, true, attempt.runTime()))))
                .sorted(Comparator.comparing(Found::runTime).reversed())
                .limit(LIST_CAP)
                .map(found -> found.toAttempt(withStacks))
                .toList();
    }

    /**
     * An attempt. Immutable.
     *
     * @param stuck whether it is over while its thread is not
     * @param runTime the run time, read once because it grows while the attempts are sorted
     */
    private record Found(RunningAttempt attempt, boolean stuck, Duration runTime) {

        WorkerResponse.Attempt toAttempt(boolean withStack) {
            return new WorkerResponse.Attempt(
                    attempt.id(),
                    attempt.name(),
                    attempt.queue(),
                    attempt.attempt(),
                    runTime,
                    attempt.threadName(),
                    stuck,
                    withStack ? lines(attempt.stack()) : List.of());
        }

        private static List<String> lines(StackTraceElement[] stack) {
            return Arrays.stream(stack)
                    .limit(FRAMES_CAP)
                    .map(StackTraceElement::toString)
                    .toList();
        }
    }

    private List<UUID> waiting() {
        List<UUID> ids = new ArrayList<>();
        allSlots.forEach(
                slots -> slots.queue().waiting().stream().map(ClaimedTask::id).forEach(ids::add));
        return ids.subList(0, Math.min(LIST_CAP, ids.size()));
    }

    private static WorkerResponse.Memory memory() {
        Runtime machine = Runtime.getRuntime();
        long committed = machine.totalMemory();
        return new WorkerResponse.Memory(committed - machine.freeMemory(), committed, machine.maxMemory());
    }
}
