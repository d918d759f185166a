package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.observation.TaskTally;
import org.caraway.internal.store.Tally;
import org.caraway.internal.store.TaskStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TallyWriterTest {

    private static final Tally ONE = new Tally("mail", "Mail.send", 1, 1, 0, 0, 0, 0, 10, 20);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Tally> written = new CopyOnWriteArrayList<>();
    private final TaskTally tally = new TaskTally();
    private volatile boolean away;

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    private TaskStore store() {
        return (TaskStore) Proxy.newProxyInstance(
                TaskStore.class.getClassLoader(), new Class<?>[] {TaskStore.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("count")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    if (away) {
                        throw new QueueUnavailableException("The database is away", null);
                    }
                    ((List<?>) arguments[1]).forEach(one -> written.add((Tally) one));
                    return null;
                });
    }

    @Test
    void whatWasCountedBeforeItStopsIsWritten() {
        TallyWriter writer = new TallyWriter("one", tally, store());
        writer.start(executor);
        tally.putBack(List.of(ONE));

        writer.stop();

        assertThat(written).containsExactly(ONE);
        assertThat(tally.take()).isEmpty();
    }

    @Test
    void nothingIsWrittenWhereNothingWasDone() {
        TallyWriter writer = new TallyWriter("one", tally, store());
        writer.start(executor);

        writer.stop();

        assertThat(written).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenIsKept() {
        TallyWriter writer = new TallyWriter("one", tally, store());
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
        TallyWriter writer = new TallyWriter("one", tally, store());
        tally.putBack(List.of(ONE));
        writer.start(executor);

        Eventually.reached("it is written", () -> !written.isEmpty());

        writer.stop();
        assertThat(written).containsExactly(ONE);
    }
}
