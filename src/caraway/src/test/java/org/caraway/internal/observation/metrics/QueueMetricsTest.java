package org.caraway.internal.observation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.caraway.internal.store.admin.LoadSample;
import org.caraway.internal.store.admin.QueueLoad;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {

    private final ShownMetrics shown = new ShownMetrics();
    private final QueueMetrics metrics = new QueueMetrics(shown);
    private final AtomicReference<Optional<LoadSample>> latest = new AtomicReference<>(Optional.empty());

    private void sample(QueueLoad... loads) {
        LoadSample sample = new LoadSample(2, List.of(loads));
        latest.set(Optional.of(sample));
        metrics.sampled(sample);
    }

    @Test
    void theLastSampleIsShown() {
        metrics.show(latest::get, () -> true);
        sample(new QueueLoad("mail", 3, Duration.ofMillis(2_500), 8));

        assertThat(shown.value("caraway_workers{}")).isEqualTo(2);
        assertThat(shown.value("caraway_database_up{}")).isEqualTo(1);
        assertThat(shown.value("caraway_queue_ready{queue=mail}")).isEqualTo(3);
        assertThat(shown.value("caraway_queue_oldest_seconds{queue=mail}")).isEqualTo(2.5);
        assertThat(shown.value("caraway_queue_slots{queue=mail}")).isEqualTo(8);
    }

    @Test
    void aQueueThatDisappearsHasZeroTasks() {
        metrics.show(latest::get, () -> true);
        sample(new QueueLoad("mail", 3, Duration.ofSeconds(2), 8));
        sample();

        assertThat(shown.value("caraway_queue_ready{queue=mail}")).isZero();
        assertThat(shown.value("caraway_queue_oldest_seconds{queue=mail}")).isZero();
    }

    @Test
    void whatIsTooOldIsNotShown() {
        metrics.show(latest::get, () -> false);
        sample(new QueueLoad("mail", 3, null, 8));
        latest.set(Optional.empty());

        assertThat(shown.value("caraway_queue_ready{queue=mail}")).isNaN();
        assertThat(shown.value("caraway_workers{}")).isNaN();
        assertThat(shown.value("caraway_database_up{}")).isZero();
    }

    @Test
    void thereAreNoMoreQueuesThanCanBeCollected() {
        for (int round = 0; round < 10; round++) {
            int first = round * 100;
            sample(IntStream.range(first, first + 100)
                    .mapToObj(number -> new QueueLoad("queue-" + number, 1, null, 0))
                    .toArray(QueueLoad[]::new));
        }

        assertThat(shown.size()).isEqualTo(600);
    }
}
