package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.signal.QueueSignals.Ready;
import org.junit.jupiter.api.Test;

class DueSignalTest {

    private final List<String> told = new ArrayList<>();
    private final QueueSignals signals = new QueueSignals();

    DueSignalTest() {
        signals.add(new QueueSignals.Listener() {
            @Override
            public void due(String queue, Duration delay) {
                told.add(queue + " " + delay);
            }

            @Override
            public void ready(String queue, List<Ready> tasks) {
                told.add(queue + " " + tasks.stream().map(Ready::name).toList());
            }
        });
    }

    @Test
    void aFewTasksAreNamed() {
        now("a").mergedWith(now("b")).run();

        assertThat(told).containsExactly("mail [a, b]");
    }

    @Test
    void ofThoseThatMayRunLaterTheEarliestIsTold() {
        later(3).mergedWith(later(2)).mergedWith(later(5)).run();

        assertThat(told).containsExactly("mail PT2S");
    }

    @Test
    void bothAreTold() {
        later(3).mergedWith(now("a")).run();

        assertThat(told).containsExactly("mail [a]", "mail PT3S");
    }

    @Test
    void manyAreToldWithoutTheirNames() {
        Stream.generate(() -> now("a"))
                .limit(40)
                .reduce(DueSignal::mergedWith)
                .orElseThrow()
                .run();

        assertThat(told).containsExactly("mail PT0S");
    }

    @Test
    void whoeverDoesNotCareForNamesHearsThatThereIsSomething() {
        signals.add(new QueueSignals.Listener() {
            @Override
            public void due(String queue, Duration delay) {
                told.add("unnamed " + queue + " " + delay);
            }
        });

        now("a").run();

        assertThat(told).containsExactly("mail [a]", "unnamed mail PT0S");
    }

    private DueSignal now(String name) {
        return DueSignal.now(signals, "mail", UUID.randomUUID(), name);
    }

    private DueSignal later(int seconds) {
        return DueSignal.after(signals, "mail", Duration.ofSeconds(seconds));
    }
}
