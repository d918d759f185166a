package org.caraway.internal.store.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskError;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.OperatedStore;

/** Workers that claim, end and give back tasks in all ways, and many who revoke them meanwhile. */
final class RevokeRace {

    private static final TaskError ERROR = new TaskError("Boom", "bang", "trace");
    private static final int WORKERS = 3;
    private static final int REVOKERS = 3;

    private final OperatedStore bench;
    private final List<UUID> ids;
    private final Map<UUID, RevokeOutcome> outcomes = new ConcurrentHashMap<>();
    private final AtomicBoolean revoked = new AtomicBoolean();

    RevokeRace(OperatedStore bench, int tasks) {
        this.bench = bench;
        this.ids = bench.tasks.insert(tasks);
    }

    /** Runs until each task has been revoked, and has ended; returns what each first revocation came to. */
    Map<UUID, RevokeOutcome> run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS + REVOKERS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                String id = "racer-" + worker;
                bench.tasks.register(id);
                workers.add(threads.submit(() -> work(id)));
            }
            List<Future<?>> revokers = new ArrayList<>();
            for (int part = 0; part < REVOKERS; part++) {
                int first = part;
                revokers.add(threads.submit(() -> revoke(first)));
            }
            for (Future<?> revoker : revokers) {
                revoker.get(4, TimeUnit.MINUTES);
            }
            revoked.set(true);
            for (Future<?> worker : workers) {
                worker.get(4, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        return outcomes;
    }

    /** Each task by one of them, and the neighbour's once more. */
    private void revoke(int part) {
        for (int i = 0; i < ids.size(); i++) {
            UUID id = ids.get(i);
            if (i % REVOKERS == part) {
                RevokeMode mode = i % 2 == 0 ? RevokeMode.COOPERATIVE : RevokeMode.INTERRUPT;
                outcomes.put(
                        id,
                        bench.admin
                                .revocations()
                                .revoke(id, mode, OperatedStore.NOTE)
                                .outcome());
            } else if (outcomes.containsKey(id)) {
                bench.revoke(id);
            }
        }
    }

    private void work(String worker) {
        boolean idle = false;
        while (!(revoked.get() && idle)) {
            List<ClaimedTask> claimed = bench.tasks.claim(worker, 4);
            claimed.forEach(this::end);
            bench.tasks
                    .store()
                    .releases()
                    .releaseStarted(bench.tasks
                            .store()
                            .releases()
                            .startedBy(worker)); // whose rows were locked at the first try
            bench.tasks.store().revoked().revocations(worker);
            idle = claimed.isEmpty()
                    && bench.tasks.store().releases().startedBy(worker).isEmpty();
        }
    }

    private void end(ClaimedTask task) {
        switch (ThreadLocalRandom.current().nextInt(6)) {
            case 0 -> write(task, new Transition.Succeed("1"));
            case 1 -> write(task, new Transition.Fail(ERROR));
            case 2 -> bench.tasks.store().releases().release(List.of(task));
            case 3 -> bench.tasks.store().releases().releaseStarted(List.of(task));
            default -> write(task, new Transition.Retry(Duration.ZERO, ERROR));
        }
    }

    private void write(ClaimedTask task, Transition next) {
        List<AttemptCompletion> owed = List.of(new AttemptCompletion(task, next, null));
        while (!bench.tasks
                .store()
                .completions()
                .completeUnlocked(owed, Duration.ofMillis(50))
                .locked()
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
