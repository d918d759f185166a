package org.caraway.internal.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.internal.engine.Eventually;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.retain.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrunerTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicInteger batches = new AtomicInteger();

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    /** Without finished tasks, and with three full batches of other rows. */
    private Retention retention() {
        return (Retention) Proxy.newProxyInstance(
                Retention.class.getClassLoader(),
                new Class<?>[] {Retention.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "longest" -> arguments[0];
                    case "prune" -> 0;
                    case "pruneExpiredRows" -> batches.incrementAndGet() <= 3;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void itRestsAfterAFailureToo() {
        Pruner pruner = new Pruner(retention(), FinishedPartitions.NONE, Duration.ofDays(7));

        assertThat(pruner.pauseAfterFailure()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void itRestsOnlyWhenNothingIsLeftBesideTheTasksEither() {
        Pruner pruner = new Pruner(retention(), FinishedPartitions.NONE, Duration.ofDays(7));
        pruner.loop().start(executor);

        Eventually.reached("the last batch is deleted", () -> batches.get() == 4);
        pruner.loop().requestStop();
    }
}
