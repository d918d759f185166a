package org.caraway.internal.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.Eventually;
import org.caraway.internal.observation.TaskCounter;
import org.caraway.internal.store.worker.Counters;
import org.caraway.internal.store.worker.TaskCounts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterWriterTest {

    private static final TaskCounts ONE = new TaskCounts("mail", "Mail.send", 1, 1, 0, 0, 0, 0, 10, 20);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<TaskCounts> written = new CopyOnWriteArrayList<>();
    private final TaskCounter tally = new TaskCounter();
    private volatile boolean away;

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    private Counters counters() {
        return (Counters) Proxy.newProxyInstance(
                Counters.class.getClassLoader(), new Class<?>[] {Counters.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("add")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    if (away) {
                        throw new QueueUnavailableException("The database is away", null);
                    }
                    ((List<?>) arguments[1]).forEach(one -> written.add((TaskCounts) one));
                    return null;
                });
    }

    @Test
    void whatWasCountedBeforeItStopsIsWritten() {
        CounterWriter writer = new CounterWriter("one", tally, counters());
        writer.start(executor);
        tally.putBack(List.of(ONE));

        writer.stop();

        assertThat(written).containsExactly(ONE);
        assertThat(tally.take()).isEmpty();
    }

    @Test
    void nothingIsWrittenWhereNothingWasDone() {
        CounterWriter writer = new CounterWriter("one", tally, counters());
        writer.start(executor);

        writer.stop();

        assertThat(written).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenIsKept() {
        CounterWriter writer = new CounterWriter("one", tally, counters());
        tally.putBack(List.of(ONE));
        away = true;

        writer.stop();
        assertThat(written).isEmpty();

        away = false;
        writer.stop();
        assertThat(written).containsExactly(ONE);
    }

    @Test
    void itIsWrittenWhileItRuns() {
        CounterWriter writer = new CounterWriter("one", tally, counters());
        tally.putBack(List.of(ONE));
        writer.start(executor);

        Eventually.reached("it is written", () -> !written.isEmpty());

        writer.stop();
        assertThat(written).containsExactly(ONE);
    }
}
